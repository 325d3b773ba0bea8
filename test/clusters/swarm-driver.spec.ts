import { swarmDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { ownEngine } from './own-engine.js';
import { smallSwarmEntry } from '../live/small-entries.js';

clusterContract('swarm', { engine: ownEngine().engine, driver: swarmDriver, entry: smallSwarmEntry });
