import { swarmDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { smallSwarmEntry } from './small-entries.js';

clusterContract('swarm', { driver: swarmDriver, entry: smallSwarmEntry });
