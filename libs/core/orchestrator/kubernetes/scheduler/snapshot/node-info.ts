import type { Taint } from 'kubernetes-types/core/v1';
import type { NodeObject } from '../objects/api-objects.js';
import { type Labels, labelsOf } from '../objects/labels.js';
import { addAmounts, type Amounts, amountsOf, noAmounts, quantities, type ResourceList } from './amounts.js';
import type { HostPort } from './host-ports.js';
import type { ImageState } from './image-states.js';
import type { PodInfo } from './pod-info.js';

/** One node with what its pods take. `slot` is its place in arrays over nodes, reused when it is gone. */
export interface NodeInfo {
  readonly name: string;
  readonly slot: number;
  labels: Labels;
  taints: readonly Taint[];
  unschedulable: boolean;
  allocatable: Amounts;
  podsMax: number;
  /** Image name to size in bytes. */
  images: ReadonlyMap<string, number>;
  /** The images with how many nodes had them when this node was last looked at. */
  imageStates: ReadonlyMap<string, ImageState>;
  imagesSeen: number;
  readonly requested: Amounts;
  readonly assumedRequested: Amounts;
  readonly pods: PodInfo[];
  /** Ports of the host that pods hold. */
  readonly ports: HostPort[];
}

export function nodeInfo(node: NodeObject, slot: number): NodeInfo {
  const name = node.metadata?.name ?? '';
  return { name, slot, ...described(node), imageStates: new Map(), imagesSeen: -1, requested: noAmounts(), assumedRequested: noAmounts(), pods: [], ports: [] };
}

function described(node: NodeObject): Pick<NodeInfo, 'labels' | 'taints' | 'unschedulable' | 'allocatable' | 'podsMax' | 'images'> {
  const list = quantities(node.status?.allocatable as ResourceList | undefined);
  return {
    labels: labelsOf(node.metadata?.labels),
    taints: node.spec?.taints ?? [],
    unschedulable: node.spec?.unschedulable === true,
    allocatable: amountsOf(list),
    podsMax: list.get('pods') ?? 0,
    images: new Map((node.status?.images ?? []).flatMap((image) => (image.names ?? []).map((n) => [n, image.sizeBytes ?? 0] as const))),
  };
}

export function describeNode(info: NodeInfo, node: NodeObject): void {
  Object.assign(info, described(node));
}

export function putPod(node: NodeInfo, pod: PodInfo): void {
  node.pods.push(pod);
  addAmounts(node.requested, pod.traits.requests, 1);
  addAmounts(node.assumedRequested, pod.traits.assumedRequests, 1);
  if (pod.traits.hostPorts.length > 0) node.ports.push(...pod.traits.hostPorts);
}

/** The last pod takes the place of the one that goes: the order decides which of two equal victims survives. */
export function takePod(node: NodeInfo, pod: PodInfo): void {
  const at = node.pods.indexOf(pod);
  if (at < 0) throw new Error(`pod ${pod.key} is not on node ${node.name}`);
  const last = node.pods.pop() as PodInfo;
  if (last !== pod) node.pods[at] = last;
  addAmounts(node.requested, pod.traits.requests, -1);
  addAmounts(node.assumedRequested, pod.traits.assumedRequests, -1);
  for (const port of pod.traits.hostPorts) node.ports.splice(node.ports.indexOf(port), 1);
}
