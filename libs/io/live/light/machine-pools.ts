import type { DrawnNode, DrawnRun } from '#core/scenario';
import type { LightNode } from './light-node.js';

interface Order {
  readonly node: DrawnNode;
  readonly timer: NodeJS.Timeout;
  /** Due, in a zone without power: it joins when that is back. */
  waits: boolean;
  /** Its machine is being started: too late to take it back. */
  start: Promise<void> | null;
}

interface PoolParts {
  readonly run: DrawnRun;
  readonly nodes: ReadonlyMap<number, LightNode>;
  /** Starts a machine and tells the control plane of it; calls back when it is one of the nodes. Never rejects. */
  readonly join: (drawn: DrawnNode, made: () => void) => Promise<void>;
  /** At once none of the nodes any more. */
  readonly remove: (id: number) => void;
}

/**
 * The cloud behind a light cluster: more machines on request, after the time that provisioning takes, and fewer. It decides as the
 * simulated world's does (core, `simulator/world/pools.ts`).
 */
export class MachinePools {
  private readonly ordered = new Map<number, Set<Order>>();
  private readonly outages = new Map<string, number>();
  private readonly dark = new Map<string, number>();
  private nextId: number;

  constructor(private readonly parts: PoolParts) {
    this.nextId = parts.run.nodes.length;
  }

  outOfStock(pool: string, by: 1 | -1): void {
    this.outages.set(pool, (this.outages.get(pool) ?? 0) + by);
  }

  /** Resolves with the machines that this zone has beside those of time 0, once those under way are there; none joins it without power. */
  async power(zone: string, isOn: boolean): Promise<readonly number[]> {
    const outages = (this.dark.get(zone) ?? 0) + (isOn ? -1 : 1);
    this.dark.set(zone, outages);
    const orders = [...this.ordered.values()].flatMap((some) => [...some]).filter(({ node }) => node.facts.zone === zone);
    if (outages === 0) for (const order of orders) if (order.waits) this.start(order);
    await Promise.all(orders.flatMap(({ start }) => start ?? []));
    return [...this.parts.nodes].filter(([id, { drawn }]) => id >= this.parts.run.nodes.length && drawn.facts.zone === zone).map(([id]) => id);
  }

  /** Null when it is being done, else why not. */
  resize(name: string, count: number, remove: readonly number[]): string | null {
    const { run, nodes } = this.parts;
    const index = run.growth.findIndex(({ pool }) => pool.name === name);
    const growth = run.growth[index];
    if (growth === undefined) return `there is no pool ${name}`;
    const { min, max } = growth.pool;
    if (count < min || count > max) return `pool ${name} has between ${min} and ${max} nodes`;
    for (const id of remove) {
      if (nodes.get(id)?.drawn.pool !== index) return `node ${id} is not of pool ${name}`;
      this.parts.remove(id);
    }
    const orders = this.ordered.get(index) ?? new Set<Order>();
    this.ordered.set(index, orders);
    const present = [...nodes.values()].filter((node) => node.drawn.pool === index).length;
    for (const order of [...orders].filter(({ start }) => start === null).reverse()) {
      if (present + orders.size <= count) break;
      clearTimeout(order.timer);
      orders.delete(order);
    }
    if (present + orders.size >= count) return null;
    if ((this.outages.get(name) ?? 0) > 0) return `pool ${name} is out of stock`;
    while (present + orders.size < count) this.order(orders, growth);
    return null;
  }

  stop(): void {
    for (const orders of this.ordered.values()) for (const { timer } of orders) clearTimeout(timer);
  }

  private order(orders: Set<Order>, growth: DrawnRun['growth'][number]): void {
    // The number it joins under is known when it joins.
    const { node, provisioningUs } = growth.next(-1);
    const order: Order = { node, timer: setTimeout(() => this.due(order), provisioningUs / 1000), waits: false, start: null };
    orders.add(order);
  }

  private due(order: Order): void {
    if ((this.dark.get(order.node.facts.zone) ?? 0) > 0) order.waits = true;
    else this.start(order);
  }

  private start(order: Order): void {
    const { node } = order;
    order.waits = false;
    order.start = this.parts.join({ ...node, facts: { ...node.facts, id: this.nextId++ } }, () => void this.ordered.get(node.pool)?.delete(order));
  }
}
