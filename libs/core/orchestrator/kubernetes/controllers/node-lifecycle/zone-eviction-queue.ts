import { NEVER, SECOND } from '#core/units';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import type { NodeRecord } from '../../control-plane/node-record.js';
import { NODE_EVICTION_RATE, type ZoneHealth, zoneEvictionRate } from './zone-eviction-rate.js';

/** Silent nodes of one zone that wait for their NoExecute taint: a token bucket of one. */
export class ZoneEvictionQueue {
  readonly nodes = new Set<NodeRecord>();
  private readonly waiting = new Set<NodeRecord>();
  private rate = NODE_EVICTION_RATE;
  private lastUs = -1;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly state: ClusterState,
    private readonly periodUs: number,
    private readonly evict: (node: NodeRecord) => void,
  ) {}

  get health(): ZoneHealth {
    let notReady = 0;
    for (const node of this.nodes) if (node.health === 'unknown') notReady++;
    return { nodes: this.nodes.size, notReady };
  }

  add(node: NodeRecord): void {
    this.waiting.add(node);
    this.schedule();
  }

  remove(node: NodeRecord): void {
    this.waiting.delete(node);
  }

  setRate(allZonesDown: boolean): void {
    const rate = zoneEvictionRate(this.health, allZonesDown);
    if (rate === this.rate) return;
    // Whoever was waiting for a token waits for one of the new bucket.
    this.lastUs = this.state.nowUs < this.tokenUs ? this.state.nowUs : -1;
    this.rate = rate;
    this.schedule();
  }

  private get tokenUs(): number {
    if (this.rate === 0) return NEVER;
    return this.lastUs < 0 ? 0 : this.lastUs + Math.round(SECOND / this.rate);
  }

  private schedule(): void {
    this.cancel();
    if (this.rate === 0 || this.waiting.size === 0) return;
    this.cancel = this.state.timers.at(Math.max(this.state.nowUs + this.periodUs, this.tokenUs), () => this.next());
  }

  private next(): void {
    const [node] = this.waiting;
    if (node === undefined) return;
    this.waiting.delete(node);
    this.lastUs = this.state.nowUs;
    this.evict(node);
    this.schedule();
  }
}
