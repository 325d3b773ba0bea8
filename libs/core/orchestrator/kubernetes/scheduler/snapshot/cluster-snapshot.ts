import type { NodeObject } from '../objects/api-objects.js';
import { AffinityHolders } from './affinity-holders.js';
import { ChangeJournal } from './change-journal.js';
import { ClusterObjects } from './cluster-objects.js';
import { type ImageState, ImageStates } from './image-states.js';
import { MatchIndex, type PodMatcher } from './match-index.js';
import { describeNode, type NodeInfo, nodeInfo, putPod, takePod } from './node-info.js';
import { type NodeMask, NodeMasks } from './node-masks.js';
import { NodeTree } from './node-tree.js';
import type { PodInfo } from './pod-info.js';
import { sameLabels } from '../objects/labels.js';
import { Topologies, type Topology } from './topology.js';

/** The cluster as the scheduler sees it: changed by events, read by cycles. */
export class ClusterSnapshot {
  readonly objects = new ClusterObjects();
  readonly images = new ImageStates();
  readonly affinityHolders = new AffinityHolders();
  /** Every change of a node. */
  readonly journal = new ChangeJournal();
  /** Changes of what a node is and holds, whatever pods come and go: its object, its images as cycles see them. */
  readonly described = new ChangeJournal();
  /** Pods that preemption made room for, by the node that it was made on. */
  readonly nominated = new Map<string, Set<PodInfo>>();
  private readonly byName = new Map<string, NodeInfo>();
  private readonly bySlot: (NodeInfo | undefined)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly tree = new NodeTree();
  private readonly index = new MatchIndex(() => this.byName.values());
  private readonly topologies = new Topologies(
    () => this.byName.values(),
    () => this.bySlot.length,
  );
  private readonly masks = new NodeMasks(
    () => this.byName.values(),
    () => this.bySlot.length,
  );
  private order: readonly NodeInfo[] | null = null;
  /** Nodes with images that changed since the last cycle. */
  private readonly unseen = new Set<NodeInfo>();

  /** In the order in which cycles look at them. It changes when nodes come or go, not when one is relabelled. */
  get nodes(): readonly NodeInfo[] {
    this.order ??= this.tree.list();
    return this.order;
  }

  get slots(): number {
    return this.bySlot.length;
  }

  node(name: string): NodeInfo | undefined {
    return this.byName.get(name);
  }

  nodeAt(slot: number): NodeInfo | undefined {
    return this.bySlot[slot];
  }

  addNode(node: NodeObject): NodeInfo {
    const slot = this.freeSlots.pop() ?? this.bySlot.length;
    const info = nodeInfo(node, slot);
    if (this.byName.has(info.name)) throw new Error(`node ${info.name} is already known`);
    this.bySlot[slot] = info;
    this.byName.set(info.name, info);
    this.tree.add(info);
    this.nodesChanged();
    this.images.add(info.images);
    this.changed(info);
    return info;
  }

  updateNode(node: NodeObject): void {
    const info = this.known(node.metadata?.name ?? '');
    this.images.remove(info.images);
    const { labels, taints } = info;
    describeNode(info, node);
    this.images.add(info.images);
    this.changed(info);
    this.described.changed(info.slot);
    this.tree.relabelled(info);
    const relabelled = !sameLabels(labels, info.labels);
    if (relabelled) this.topologies.forgetAll();
    if (relabelled || JSON.stringify(taints) !== JSON.stringify(info.taints)) this.masks.forgetAll();
  }

  /** With the pods that are still on it. */
  removeNode(name: string): void {
    const info = this.known(name);
    for (const pod of [...info.pods]) this.removePod(pod);
    this.images.remove(info.images);
    this.tree.remove(info);
    this.byName.delete(name);
    this.unseen.delete(info);
    this.bySlot[info.slot] = undefined;
    this.freeSlots.push(info.slot);
    this.nodesChanged();
  }

  addPod(pod: PodInfo, nodeName: string): void {
    const info = this.known(nodeName);
    pod.node = nodeName;
    putPod(info, pod);
    this.changed(info);
    this.index.podMoved(pod, info.slot, 1);
    this.affinityHolders.podMoved(pod, info.slot, 1);
  }

  removePod(pod: PodInfo): void {
    if (pod.node === null) return;
    const info = this.known(pod.node);
    takePod(info, pod);
    this.changed(info);
    this.index.podMoved(pod, info.slot, -1);
    this.affinityHolders.podMoved(pod, info.slot, -1);
    pod.node = null;
  }

  terminatePod(pod: PodInfo): void {
    if (pod.terminating) return;
    const slot = pod.node === null ? undefined : this.byName.get(pod.node)?.slot;
    if (slot !== undefined) this.index.podMoved(pod, slot, -1);
    pod.terminating = true;
    if (pod.node !== null) this.changed(this.known(pod.node));
    if (slot !== undefined) this.index.podMoved(pod, slot, 1);
  }

  /**
   * To be called before every cycle. A node knows how far its images are spread as of when it last changed itself:
   * what other nodes pulled since then is not seen before it changes again.
   */
  beginCycle(): void {
    if (this.unseen.size === 0) return;
    for (const info of this.unseen) {
      info.imageStates = new Map([...info.images.keys()].flatMap((name) => this.imageEntry(name)));
      this.described.changed(info.slot);
    }
    this.unseen.clear();
  }

  nominate(pod: PodInfo, nodeName: string | null): void {
    if (pod.nominatedNode !== null) this.withdraw(pod, pod.nominatedNode);
    pod.nominatedNode = nodeName;
    if (nodeName === null) return;
    const there = this.nominated.get(nodeName) ?? new Set<PodInfo>();
    this.nominated.set(nodeName, there.add(pod));
  }

  /** Matching pods per node slot. */
  counts(matcher: PodMatcher): Int32Array {
    return this.index.counts(matcher, this.slots);
  }

  topology(key: string): Topology {
    return this.topologies.of(key);
  }

  /** Nodes for which `includes` holds, as long as it depends on labels and taints alone. Equal text: the same nodes. */
  mask(text: string, includes: (node: NodeInfo) => boolean): NodeMask {
    return this.masks.of(text, includes);
  }

  /** Matching pods by topology value, numbered as `topology` numbers them; of some nodes only, see `MatchIndex`. Not to be written to. */
  sums(matcher: PodMatcher, key: string, mask: NodeMask | null = null, maskText = ''): Int32Array {
    return this.index.sums(matcher, key, this.topology(key), this.slots, mask, maskText);
  }

  /** To be called when namespaces have other labels: what was counted through them no longer holds. */
  recount(): void {
    this.index.forgetAll();
  }

  private imageEntry(name: string): (readonly [string, ImageState])[] {
    const state = this.images.get(name);
    return state === undefined ? [] : [[name, state]];
  }

  private changed(info: NodeInfo): void {
    this.journal.changed(info.slot);
    if (info.images.size + info.imageStates.size === 0 || info.imagesSeen === this.images.version) return;
    info.imagesSeen = this.images.version;
    this.unseen.add(info);
  }

  private nodesChanged(): void {
    this.journal.restart();
    this.described.restart();
    this.topologies.forgetAll();
    this.masks.forgetAll();
    this.order = null;
  }

  private withdraw(pod: PodInfo, nodeName: string): void {
    const there = this.nominated.get(nodeName);
    there?.delete(pod);
    if (there?.size === 0) this.nominated.delete(nodeName);
  }

  private known(name: string): NodeInfo {
    const info = this.byName.get(name);
    if (info === undefined) throw new Error(`node ${name} is not known`);
    return info;
  }
}
