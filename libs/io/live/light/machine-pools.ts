import type { DrawnNode, DrawnRun } from '#core/scenario';
import type { LightNode } from './light-node.js';

interface Order {
  readonly timer: NodeJS.Timeout;
}

/** The cloud behind a light cluster: more machines on request, after the time that provisioning takes. */
export class MachinePools {
  private readonly ordered = new Map<number, Set<Order>>();
  private readonly outages = new Map<string, number>();
  private nextId: number;

  constructor(
    private readonly run: DrawnRun,
    private readonly nodes: ReadonlyMap<number, LightNode>,
    private readonly join: (drawn: DrawnNode) => void,
  ) {
    this.nextId = run.nodes.length;
  }

  outOfStock(pool: string, by: 1 | -1): void {
    this.outages.set(pool, (this.outages.get(pool) ?? 0) + by);
  }

  /** Null when it is being done, else why not. */
  resize(name: string, count: number): string | null {
    const index = this.run.growth.findIndex(({ pool }) => pool.name === name);
    const growth = this.run.growth[index];
    if (growth === undefined) return `there is no pool ${name}`;
    const { min, max } = growth.pool;
    if (count < min || count > max) return `pool ${name} has between ${min} and ${max} nodes`;
    const orders = this.ordered.get(index) ?? new Set<Order>();
    this.ordered.set(index, orders);
    const present = [...this.nodes.values()].filter((node) => node.drawn.pool === index).length;
    for (const order of [...orders].reverse()) {
      if (present + orders.size <= count) break;
      clearTimeout(order.timer);
      orders.delete(order);
    }
    if (present + orders.size >= count) return null;
    if ((this.outages.get(name) ?? 0) > 0) return `pool ${name} is out of stock`;
    while (present + orders.size < count) {
      const { node, provisioningUs } = growth.next(this.nextId++);
      const order: Order = {
        timer: setTimeout(() => {
          orders.delete(order);
          this.join(node);
        }, provisioningUs / 1000),
      };
      orders.add(order);
    }
    return null;
  }

  stop(): void {
    for (const orders of this.ordered.values()) for (const { timer } of orders) clearTimeout(timer);
  }
}
