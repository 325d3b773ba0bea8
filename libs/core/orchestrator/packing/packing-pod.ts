/** What a pod of a packing experiment asks for. Pods with equal requests share one object: scores are cached per object. */
export interface PackingPod {
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpuCount: number;
  /** Thousandths of each GPU; below 1000 only with one GPU (a shared device). */
  readonly gpuMilli: number;
  /** GPU models that will do; empty: any. */
  readonly models: readonly string[];
}

export const WHOLE_GPU = 1000;

/** The pod shares one device with others. */
export const isShared = (pod: PackingPod): boolean => pod.gpuCount === 1 && pod.gpuMilli < WHOLE_GPU;
