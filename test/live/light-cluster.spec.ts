import { lightDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { smallKubernetesEntry } from './small-entries.js';

clusterContract('light', { driver: lightDriver, entry: smallKubernetesEntry });
