import type { PodToRun } from '#core/cluster';
import type { Machine } from './machine.js';

/** Why a node agent refuses a pod that does not fit what is left, in kubelet's words; null when it fits. */
export function admissionFailure(machine: Machine, pod: PodToRun): string | null {
  const { allocatable, podsMax } = machine.drawn.facts;
  if (machine.pods.size + 1 > podsMax) return 'OutOfpods';
  if (machine.cpuRequestedMilli + pod.requests.cpuMilli > allocatable.cpuMilli) return 'OutOfcpu';
  if (machine.memoryRequestedBytes + pod.requests.memoryBytes > allocatable.memoryBytes) return 'OutOfmemory';
  for (const [name, amount] of Object.entries(pod.requests.extended)) {
    if ((machine.extendedRequested.get(name) ?? 0) + amount > (allocatable.extended[name] ?? 0)) return `OutOf${name}`;
  }
  return null;
}

/** Books what a pod asked for, or gives it back. */
export function book(machine: Machine, pod: PodToRun, sign: 1 | -1): void {
  machine.cpuRequestedMilli += sign * pod.requests.cpuMilli;
  machine.memoryRequestedBytes += sign * pod.requests.memoryBytes;
  for (const [name, amount] of Object.entries(pod.requests.extended)) {
    machine.extendedRequested.set(name, (machine.extendedRequested.get(name) ?? 0) + sign * amount);
  }
}
