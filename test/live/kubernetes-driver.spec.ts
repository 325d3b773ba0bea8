import { kubernetesDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { engineUnderTest } from './engine-under-test.js';
import { standInImage } from './kubernetes-stand-in/stand-in-image.js';
import { smallKubernetesEntry } from './small-entries.js';

// No node image of real Kubernetes can be had where this suite must run: on stand-ins this proves what the judge does, not what Kubernetes does.
for (const make of ['kind', 'k3s'] as const)
  clusterContract(`kubernetes, on a stand-in for a node image of the make of ${make}`, {
    driver: kubernetesDriver,
    entry: smallKubernetesEntry,
    nodeImage: () => standInImage(engineUnderTest(), make),
  });

/** Where the engine holds a node image of real Kubernetes, the whole contract on it. */
const real = process.env['REGATTA_TEST_NODE_IMAGE'];
if (real !== undefined)
  clusterContract(`kubernetes, on ${real}`, { driver: kubernetesDriver, entry: smallKubernetesEntry, nodeImage: () => Promise.resolve(real) });
