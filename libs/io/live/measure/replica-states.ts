import type { LivePod } from '../cluster/live-cluster.js';
import type { ReplicaChange } from './recovery-times.js';

/** Whether anybody can reach a machine; one that is cut off has power and works on. */
export type Reach = 'reached' | 'cut-off' | 'off';

interface Tracked {
  readonly pod: LivePod;
  ready: boolean;
}

/**
 * Which replicas there are and which of them can serve: those that say they are ready, on machines that somebody can reach. A loss that
 * nobody wanted stays open until a replica of the application becomes ready; the oldest is mended first. Batch work that ends was not
 * lost, and is nothing that anybody restores.
 */
export class ReplicaStates {
  /** Every change of the number that can serve, as it happened; of services alone. */
  readonly changes: ReplicaChange[] = [];
  private readonly pods = new Map<string, Tracked>();
  private readonly unreached = new Map<number, Reach>();
  private readonly losses = new Map<string, number[]>();

  constructor(private readonly batchApps: ReadonlySet<string>) {}

  get nodesOff(): number {
    return [...this.unreached.values()].filter((reach) => reach === 'off').length;
  }

  isDark(node: number | null): boolean {
    return node !== null && this.unreached.has(node);
  }

  /** What nobody can reach is lost, whatever its pods say of themselves; once, also when two faults hold the machine. */
  setReach(node: number, reach: Reach, atUs: number): void {
    const wasDark = this.isDark(node);
    if (reach === 'reached') this.unreached.delete(node);
    else this.unreached.set(node, reach);
    const isDark = this.isDark(node);
    if (isDark === wasDark) return;
    const hit = [...this.pods.values()].filter(({ pod, ready }) => pod.node === node && ready);
    for (const { pod } of hit) if (isDark) this.lose(pod.app, atUs);
    for (const app of new Set(hit.map(({ pod }) => pod.app))) this.count(app, atUs);
  }

  nodeLeft(node: number): void {
    this.unreached.delete(node);
  }

  hold(pod: LivePod): void {
    this.pods.set(pod.key, { pod, ready: false });
  }

  /** Since when the loss was open that this one mends; null: it mends none. */
  ready(pod: LivePod, atUs: number): number | null {
    const tracked = this.pods.get(pod.key);
    if (tracked === undefined) return null;
    tracked.ready = true;
    const since = this.losses.get(pod.app)?.shift() ?? null;
    this.count(pod.app, atUs);
    return since;
  }

  unready(pod: LivePod, atUs: number, wanted: boolean): void {
    const tracked = this.pods.get(pod.key);
    if (tracked === undefined || !tracked.ready) return;
    tracked.ready = false;
    if (!wanted && !this.isDark(pod.node)) this.lose(pod.app, atUs);
    this.count(pod.app, atUs);
  }

  ended(key: string): void {
    this.pods.delete(key);
  }

  holds(key: string): boolean {
    return this.pods.has(key);
  }

  readyOf(app: string): number {
    let count = 0;
    for (const { pod, ready } of this.pods.values()) if (ready && pod.app === app && !this.isDark(pod.node)) count++;
    return count;
  }

  heldOf(app: string): number {
    let count = 0;
    for (const { pod } of this.pods.values()) if (pod.app === app) count++;
    return count;
  }

  private count(app: string, atUs: number): void {
    if (!this.batchApps.has(app)) this.changes.push({ atUs, app, ready: this.readyOf(app) });
  }

  private lose(app: string, atUs: number): void {
    if (this.batchApps.has(app)) return;
    const since = this.losses.get(app);
    if (since === undefined) this.losses.set(app, [atUs]);
    else since.push(atUs);
  }
}
