import type { NodeFacts, NodeId, Taint } from '#core/cluster';
import { MILLISECOND, SECOND } from '#core/units';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { type NodeRecord, nodeLabels } from '../../control-plane/node-record.js';
import { isTerminal } from '../../control-plane/pod-record.js';
import type { TaintEviction } from './taint-eviction.js';
import { ZoneEvictionQueue } from './zone-eviction-queue.js';
import { isFullyDisrupted } from './zone-eviction-rate.js';

const MONITOR_PERIOD_US = 5 * SECOND;
const GRACE_US = 50 * SECOND;
/** The queue of a zone is looked at this often. */
const QUEUE_PERIOD_US = 100 * MILLISECOND;
const UNREACHABLE = 'node.kubernetes.io/unreachable';

const tickAtOrAfter = (us: number): number => Math.ceil(us / MONITOR_PERIOD_US) * MONITOR_PERIOD_US;
const tickAfter = (us: number): number => (Math.floor(us / MONITOR_PERIOD_US) + 1) * MONITOR_PERIOD_US;

/** Watches heartbeats, marks nodes that are silent for too long, and taints them at the rate their zone allows. */
export class NodeLifecycle {
  private readonly silence = new Map<NodeId, () => void>();
  private readonly zones = new Map<string, ZoneEvictionQueue>();
  private allDown = false;
  private assessAtUs = -1;

  constructor(
    private readonly state: ClusterState,
    private readonly evictions: TaintEviction,
  ) {}

  joined(facts: NodeFacts): void {
    const node: NodeRecord = {
      id: facts.id,
      facts,
      labels: nodeLabels(facts),
      unschedulable: false,
      taints: new Map(),
      health: 'ready',
      heard: true,
      images: new Map(),
      pods: new Set(),
    };
    this.state.nodes.set(facts.id, node);
    this.zoneOf(node).nodes.add(node);
    this.state.nodeChanged(node);
  }

  changed(facts: NodeFacts): void {
    const node = this.state.nodes.get(facts.id);
    if (node === undefined) return;
    node.facts = facts;
    node.labels = nodeLabels(facts);
    this.published(node);
  }

  left(id: NodeId): void {
    const node = this.state.nodes.get(id);
    if (node === undefined) return;
    this.silence.get(id)?.();
    const zone = this.zoneOf(node);
    zone.nodes.delete(node);
    zone.remove(node);
    this.losePods(node);
    this.state.nodes.delete(id);
    this.state.placer.nodeRemoved(node);
    for (const daemon of this.state.daemons) daemon.nodeChanged(id);
    this.assessSoon();
  }

  silent(id: NodeId, lastHeardUs: number): void {
    const node = this.state.nodes.get(id);
    if (node === undefined || !node.heard) return;
    node.heard = false;
    // The grace period counts from the monitor's tick that saw the last renewal, and ends on a tick.
    const unknownAtUs = Math.max(this.state.nowUs, tickAtOrAfter(lastHeardUs) + GRACE_US);
    this.silence.set(
      id,
      this.state.timers.at(unknownAtUs, () => this.becameUnknown(node)),
    );
  }

  heard(id: NodeId, rebooted: boolean): void {
    const node = this.state.nodes.get(id);
    if (node === undefined) return;
    node.heard = true;
    this.silence.get(id)?.();
    if (rebooted) this.losePods(node);
    for (const pod of node.pods) if (pod.deletedUs !== null) this.state.act({ kind: 'stop-pod', pod: pod.id, graceUs: pod.template.run.graceUs });
    if (node.health === 'unknown') this.becameReady(node);
  }

  private losePods(node: NodeRecord): void {
    for (const pod of [...node.pods]) {
      if (!isTerminal(pod)) this.state.note('pod-lost', pod.name, `Pod ${pod.name} was lost with node ${node.facts.name}`, pod.id, node.id);
      this.state.removePod(pod);
    }
  }

  private becameUnknown(node: NodeRecord): void {
    node.health = 'unknown';
    this.state.note('node-down', node.facts.name, `Node ${node.facts.name} status is now: NodeNotReady`, null, node.id);
    this.taint(node, 'NoSchedule');
    for (const pod of node.pods) this.state.setReady(pod, false);
    if (!this.allDown) this.zoneOf(node).add(node);
    this.assessSoon();
  }

  private becameReady(node: NodeRecord): void {
    node.health = 'ready';
    this.state.note('node-up', node.facts.name, `Node ${node.facts.name} status is now: NodeReady`, null, node.id);
    this.untaint(node, 'NoSchedule');
    for (const pod of node.pods) if (pod.agentReady) this.state.setReady(pod, true);
    this.zoneOf(node).remove(node);
    // The NoExecute taint waits for the monitor's next look.
    this.state.timers.at(tickAfter(this.state.nowUs), () => {
      if (node.health === 'ready') this.untaint(node, 'NoExecute');
    });
    this.assessSoon();
  }

  /** At the monitor's next look, once for all nodes whose state changed. */
  private assessSoon(): void {
    const atUs = tickAtOrAfter(this.state.nowUs);
    if (this.assessAtUs === atUs) return;
    this.assessAtUs = atUs;
    this.state.timers.at(atUs, () => this.assessZones());
  }

  private assessZones(): void {
    this.assessAtUs = -1;
    const zones = [...this.zones.values()].filter((zone) => zone.nodes.size > 0);
    const down = zones.length > 0 && zones.every((zone) => isFullyDisrupted(zone.health));
    if (down !== this.allDown) this.blackout(down);
    for (const zone of zones) zone.setRate(down);
  }

  /** With every node silent the fault is ours: nobody is evicted, and who was about to be stays. */
  private blackout(down: boolean): void {
    this.allDown = down;
    for (const node of this.state.nodes.values()) {
      if (node.health !== 'unknown') continue;
      const zone = this.zoneOf(node);
      if (!down) zone.add(node);
      else {
        zone.remove(node);
        this.untaint(node, 'NoExecute');
      }
    }
  }

  private taint(node: NodeRecord, effect: Taint['effect']): void {
    const taint: Taint = { key: UNREACHABLE, value: '', effect };
    node.taints.set(`${UNREACHABLE}:${effect}`, { ...taint, addedUs: this.state.nowUs });
    this.state.note('node-tainted', node.facts.name, `${UNREACHABLE}:${effect}`, null, node.id);
    this.published(node);
  }

  private untaint(node: NodeRecord, effect: Taint['effect']): void {
    if (!node.taints.delete(`${UNREACHABLE}:${effect}`)) return;
    this.state.note('node-untainted', node.facts.name, `${UNREACHABLE}:${effect}`, null, node.id);
    this.published(node);
  }

  private published(node: NodeRecord): void {
    this.state.nodeChanged(node);
    this.evictions.nodeChanged(node);
  }

  private zoneOf(node: NodeRecord): ZoneEvictionQueue {
    const key = `${node.facts.region}/${node.facts.zone}`;
    let zone = this.zones.get(key);
    if (zone === undefined) {
      zone = new ZoneEvictionQueue(this.state, QUEUE_PERIOD_US, (one) => this.taint(one, 'NoExecute'));
      this.zones.set(key, zone);
    }
    return zone;
  }
}
