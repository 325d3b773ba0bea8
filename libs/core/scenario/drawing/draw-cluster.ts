import type { NodeId } from '#core/cluster';
import { RandomStream } from '#core/random';
import { draw } from '../draw.js';
import type { DrawnNode, PoolGrowth } from '../drawn-run.js';
import type { ClusterRule, NodePool } from '../scenario.js';
import { opaqueNames } from './opaque-names.js';

/** Longer than the names of time 0: each pool names its machines without asking the others, and none may meet. */
const GROWN_NAME_LENGTH = 8;

export interface DrawnCluster {
  readonly cluster: ClusterRule;
  readonly nodes: readonly DrawnNode[];
  readonly growth: readonly PoolGrowth[];
}

/** Machines with names, zones and speeds of this seed. Their order is shuffled: a number tells nothing about a pool or a zone. */
export function drawCluster(rule: ClusterRule, seed: number, zoneNames: ReadonlyMap<string, string>, nameSpace: string): DrawnCluster {
  const renamed = (zones: readonly string[]): string[] => zones.map((zone) => zoneNames.get(zone) ?? zone);
  const pools = rule.pools.map((pool) => ({ ...pool, zones: renamed(pool.zones) }));
  const cluster = { ...rule, zones: renamed(rule.zones), pools };
  const name = opaqueNames('node', new RandomStream(seed, `${nameSpace}/nodes`), 5);
  const machine = (pool: NodePool, index: number, place: number, id: NodeId, stream: RandomStream, machineName: string): DrawnNode => ({
    facts: {
      id,
      name: machineName,
      region: 'region-1',
      zone: pool.zones[place % pool.zones.length] as string,
      pool: pool.name,
      spot: pool.spot,
      allocatable: pool.allocatable,
      podsMax: pool.podsMax,
      labels: pool.labels,
      taints: pool.taints,
    },
    pool: index,
    speedMilli: Math.max(1, draw(pool.speedMilli, stream)),
    priceMicrosPerHour: pool.priceMicrosPerHour,
    nicBytesPerSecond: pool.nicBytesPerSecond,
  });
  const speeds = pools.map((pool) => new RandomStream(seed, `cluster/speed/${pool.name}`));
  const places = pools.flatMap((pool, index) => Array.from({ length: pool.count }, (_, place) => ({ pool, index, place })));
  new RandomStream(seed, 'cluster/order').shuffle(places);
  const nodes = places.map(({ pool, index, place }, id) => machine(pool, index, place, id, speeds[index] as RandomStream, name()));
  const growth = pools.map((pool, index): PoolGrowth => {
    const stream = new RandomStream(seed, `cluster/growth/${pool.name}`);
    const nextName = opaqueNames('node', new RandomStream(seed, `${nameSpace}/growth/${pool.name}`), GROWN_NAME_LENGTH);
    let place = pool.count;
    return { pool, next: (id) => ({ node: machine(pool, index, place++, id, stream, nextName()), provisioningUs: draw(pool.provisioningUs, stream) }) };
  });
  return { cluster, nodes, growth };
}
