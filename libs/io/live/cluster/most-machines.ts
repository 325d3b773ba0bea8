import type { DrawnRun } from '#core/scenario';
import type { DriverName } from '../probe/host-facts.js';

/** Machines that a cluster may come to have at once. Only control planes that the judge steps can order more than there are at time 0. */
export const mostMachines = ({ nodes, growth }: DrawnRun, driver: DriverName): number =>
  nodes.length + (driver === 'light' ? growth.reduce((sum, { pool }) => sum + pool.max - pool.count, 0) : 0);
