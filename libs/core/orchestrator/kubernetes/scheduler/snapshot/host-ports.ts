import { isSidecar } from './pod-requests.js';
import type { PodSpecObject } from '../objects/api-objects.js';

export interface HostPort {
  readonly ip: string;
  /** `TCP/80` */
  readonly slot: string;
}

const EVERY_ADDRESS = '0.0.0.0';

/** Ports of the containers and sidecars; those of ordinary init containers do not count. */
export function hostPorts(spec: PodSpecObject): HostPort[] {
  const containers = [...(spec.initContainers ?? []).filter(isSidecar), ...(spec.containers ?? [])];
  return containers
    .flatMap((c) => c.ports ?? [])
    .filter((p) => (p.hostPort ?? 0) > 0)
    .map((p) => ({ ip: p.hostIP || EVERY_ADDRESS, slot: `${p.protocol || 'TCP'}/${p.hostPort}` }));
}

export const portsClash = (a: HostPort, b: HostPort): boolean => a.slot === b.slot && (a.ip === b.ip || a.ip === EVERY_ADDRESS || b.ip === EVERY_ADDRESS);
