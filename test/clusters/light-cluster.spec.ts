import { lightDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { ownEngine } from './own-engine.js';
import { smallKubernetesEntry } from '../live/small-entries.js';

clusterContract('light', { engine: ownEngine().engine, driver: lightDriver, entry: smallKubernetesEntry });
