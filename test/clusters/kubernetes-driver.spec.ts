import { kubernetesDriver } from '#io/live';
import { standInImage } from '../live/kubernetes-stand-in/stand-in-image.js';
import { smallKubernetesEntry } from '../live/small-entries.js';
import { clusterContract } from './cluster.contract.js';
import { realNodeImage } from '../live/engine-under-test.js';
import { givenEngine, ownEngine } from './own-engine.js';

const driver = kubernetesDriver;
const entry = smallKubernetesEntry;

// No node image of real Kubernetes can be had where this suite must run: on stand-ins this proves what the judge does, not what Kubernetes does.
const { engine } = ownEngine();
for (const make of ['kind', 'k3s'] as const)
  clusterContract(`kubernetes, on a stand-in for a node image of the make of ${make}`, { engine, driver, entry, nodeImage: () => standInImage(engine, make) });

/** Where there is a node image of real Kubernetes, the whole contract on it. */
const real = realNodeImage;
if (real !== undefined) clusterContract(`kubernetes, on ${real}`, { engine: givenEngine().engine, driver, entry, nodeImage: async () => real });
