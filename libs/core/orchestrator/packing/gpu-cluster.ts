import { type PackingPod, WHOLE_GPU } from './packing-pod.js';

export interface PackingNode {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly model: string;
}

export const GPUS_MAX = 8;
const PODS_MAX = 1001;
/** Classes of pods on a node: 0 shares a device, k uses k whole ones. */
export const CLASSES = GPUS_MAX + 1;

/**
 * What is left of every node, as columns: one typed array a quantity, indexed by node, devices at `node * GPUS_MAX + device`.
 * `version[node]` grows with every change of the node, so that whoever caches something about it can tell.
 */
export class GpuCluster {
  readonly size: number;
  readonly cpuLeft: Int32Array;
  readonly memoryLeft: Int32Array;
  readonly gpus: Uint8Array;
  readonly gpuLeft: Int16Array;
  readonly gpuLeftTotal: Int32Array;
  readonly pods: Uint16Array;
  /** Pods of each class per node, at `node * CLASSES + class`. */
  readonly classes: Uint16Array;
  readonly version: Uint32Array;
  readonly models: readonly string[];
  readonly gpuMilliTotal: number;

  constructor(nodes: readonly PackingNode[]) {
    this.size = nodes.length;
    this.cpuLeft = Int32Array.from(nodes, (node) => node.cpuMilli);
    this.memoryLeft = Int32Array.from(nodes, (node) => node.memoryMib);
    this.gpus = Uint8Array.from(nodes, (node) => node.gpus);
    this.gpuLeft = new Int16Array(nodes.length * GPUS_MAX);
    this.gpuLeftTotal = Int32Array.from(nodes, (node) => node.gpus * WHOLE_GPU);
    nodes.forEach((node, index) => this.gpuLeft.fill(WHOLE_GPU, index * GPUS_MAX, index * GPUS_MAX + node.gpus));
    this.pods = new Uint16Array(nodes.length);
    this.classes = new Uint16Array(nodes.length * CLASSES);
    this.version = new Uint32Array(nodes.length);
    this.models = nodes.map((node) => node.model);
    this.gpuMilliTotal = nodes.reduce((sum, node) => sum + node.gpus * WHOLE_GPU, 0);
  }

  modelFits(node: number, pod: PackingPod): boolean {
    return pod.models.length === 0 || pod.models.includes(this.models[node] as string);
  }

  /** Devices of the node on which one share of the pod would fit. */
  devicesThatFit(node: number, gpuMilli: number): number {
    let count = 0;
    const first = node * GPUS_MAX;
    for (let device = first; device < first + (this.gpus[node] as number); device++) if ((this.gpuLeft[device] as number) >= gpuMilli) count += 1;
    return count;
  }

  fits(node: number, pod: PackingPod): boolean {
    if ((this.cpuLeft[node] as number) < pod.cpuMilli || (this.memoryLeft[node] as number) < pod.memoryMib || (this.pods[node] as number) >= PODS_MAX)
      return false;
    return pod.gpuCount === 0 || (this.modelFits(node, pod) && this.devicesThatFit(node, pod.gpuMilli) >= pod.gpuCount);
  }

  /** Takes the pod's requests off the node and off the given devices (numbers within the node). */
  take(node: number, pod: PackingPod, devices: readonly number[]): void {
    this.cpuLeft[node] = (this.cpuLeft[node] as number) - pod.cpuMilli;
    this.memoryLeft[node] = (this.memoryLeft[node] as number) - pod.memoryMib;
    for (const device of devices) {
      const at = node * GPUS_MAX + device;
      this.gpuLeft[at] = (this.gpuLeft[at] as number) - pod.gpuMilli;
    }
    this.gpuLeftTotal[node] = (this.gpuLeftTotal[node] as number) - devices.length * pod.gpuMilli;
    this.pods[node] = (this.pods[node] as number) + 1;
    if (pod.gpuCount > 0) {
      const at = node * CLASSES + classOf(pod);
      this.classes[at] = (this.classes[at] as number) + 1;
    }
    this.version[node] = (this.version[node] as number) + 1;
  }
}

export const classOf = (pod: PackingPod): number => (pod.gpuMilli < WHOLE_GPU ? 0 : pod.gpuCount);
