import { kubernetesDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { engineUnderTest } from './engine-under-test.js';
import { standInImage } from './kubernetes-stand-in/stand-in-image.js';
import { smallKubernetesEntry } from './small-entries.js';

// No node image of real Kubernetes can be had where this suite must run: this proves what the judge does, not what Kubernetes does.
for (const make of ['kind', 'k3s'] as const)
  clusterContract(`kubernetes, on a stand-in for a node image of the make of ${make}`, {
    driver: kubernetesDriver,
    entry: smallKubernetesEntry,
    nodeImage: () => standInImage(engineUnderTest(), make),
  });
