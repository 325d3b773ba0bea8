/** Amounts of what a node has and a pod asks for; integers. Absent extended resources count as 0. */
export interface Resources {
  /** Thousandths of a core. */
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** `ephemeral-storage`, `nvidia.com/gpu`, `hugepages-2Mi`, Swarm generic resources …, in their own units. */
  readonly extended: Readonly<Record<string, number>>;
}

export const NO_RESOURCES: Resources = { cpuMilli: 0, memoryBytes: 0, extended: {} };

/** `nvidia.com/gpu`, `amd.com/gpu`, `gpu` …: whoever makes them. */
export function gpusIn({ extended }: Resources): number {
  let sum = 0;
  for (const [name, amount] of Object.entries(extended)) if (/(^|[/-])gpus?$/i.test(name)) sum += amount;
  return sum;
}
