import type { NodeId } from '#core/cluster';
import type { DrawnNode, DrawnRun } from '#core/scenario';
import { EventKind } from '../engine/event-kind.js';
import type { World } from './world.js';

interface Pool {
  readonly growth: DrawnRun['growth'][number];
  outages: number;
  /** Ordered and not joined yet, by order number. */
  readonly ordered: Map<number, DrawnNode>;
  orders: number;
}

/** The cloud behind the cluster: makes pools larger and smaller on request. */
export class Pools {
  private readonly pools: readonly Pool[];

  constructor(private readonly world: World) {
    this.pools = world.run.growth.map((growth) => ({ growth, outages: 0, ordered: new Map(), orders: 0 }));
  }

  outOfStock(name: string, sign: 1 | -1): void {
    for (const pool of this.pools) if (pool.growth.pool.name === name) pool.outages += sign;
  }

  /** Null when it is being done, else why not. */
  resize(name: string, count: number, remove: readonly NodeId[]): string | null {
    const { world } = this;
    const index = this.pools.findIndex((pool) => pool.growth.pool.name === name);
    const pool = this.pools[index];
    if (pool === undefined) return `there is no pool ${name}`;
    const { min, max } = pool.growth.pool;
    if (count < min || count > max) return `pool ${name} has between ${min} and ${max} nodes`;
    for (const id of remove) {
      const machine = world.machines[id];
      if (machine === undefined || machine.drawn.pool !== index) return `node ${id} is not of pool ${name}`;
      world.removeMachine(machine);
    }
    const present = world.machines.filter((machine) => !machine.left && machine.drawn.pool === index).length;
    while (present + pool.ordered.size > count && pool.ordered.size > 0) pool.ordered.delete([...pool.ordered.keys()].at(-1) as number);
    if (present + pool.ordered.size >= count) return null;
    if (pool.outages > 0) return `pool ${name} is out of stock`;
    while (present + pool.ordered.size < count) this.order(pool, index);
    return null;
  }

  joined(index: number, order: number): DrawnNode | null {
    const pool = this.pools[index] as Pool;
    const node = pool.ordered.get(order) ?? null;
    pool.ordered.delete(order);
    return node;
  }

  /** Its zone is dark: it joins when power is back. */
  later(index: number, order: number, node: DrawnNode, atUs: number): void {
    this.pools[index]?.ordered.set(order, node);
    this.world.queue.at(atUs, EventKind.nodeJoin, index, order);
  }

  private order(pool: Pool, index: number): void {
    // The number it joins under is known when it joins.
    const { node, provisioningUs } = pool.growth.next(-1);
    const order = pool.orders++;
    pool.ordered.set(order, node);
    this.world.queue.at(this.world.nowUs + provisioningUs, EventKind.nodeJoin, index, order);
  }
}
