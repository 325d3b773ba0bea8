import { kubernetesDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { engineUnderTest } from './engine-under-test.js';
import { standInImage } from './kubernetes-stand-in/stand-in-image.js';
import { smallKubernetesEntry } from './small-entries.js';

// No node image of real Kubernetes can be had where this suite must run: this proves what the judge does, not what Kubernetes does.
clusterContract('kubernetes, on a stand-in for its node image', {
  driver: kubernetesDriver,
  entry: smallKubernetesEntry,
  nodeImage: () => standInImage(engineUnderTest()),
});
