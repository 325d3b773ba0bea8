import { randomBytes } from 'node:crypto';
import type { ClusterSpec, LiveCluster, LiveDriver } from '../cluster/live-cluster.js';
import { roomOf } from './host-budget.js';
import { LiveRefused } from './live-refused.js';
import { reserveRoom } from './reserve-room.js';

/** A cluster that nobody measures: as many run side by side as fit. Its room is given back with the rest of it when it is taken down. */
export async function startCluster(driver: LiveDriver, spec: ClusterSpec): Promise<LiveCluster> {
  const { engine, facts, run } = spec;
  const name = spec.name ?? freshName();
  const room = await reserveRoom(engine, facts, roomOf(run, driver.name), name);
  if ('reason' in room) throw new LiveRefused(room);
  try {
    return await driver.up({ ...spec, name });
  } catch (error) {
    await room.leash.release();
    throw error;
  }
}

export const freshName = (): string => `r${randomBytes(5).toString('hex')}`;
