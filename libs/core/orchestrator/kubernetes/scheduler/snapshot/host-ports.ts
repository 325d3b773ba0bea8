import type { Container } from 'kubernetes-types/core/v1';
import { isSidecar } from './pod-requests.js';
import type { PodSpecObject } from '../objects/api-objects.js';

export interface HostPort {
  readonly ip: string;
  /** `TCP/80` */
  readonly slot: string;
}

const EVERY_ADDRESS = '0.0.0.0';

/** Most pods have none. */
const NO_PORTS: readonly HostPort[] = [];

/** Ports of the containers and sidecars; those of ordinary init containers do not count. */
export function hostPorts({ initContainers, containers }: PodSpecObject): readonly HostPort[] {
  let found: HostPort[] | null = null;
  for (const container of initContainers ?? []) if (isSidecar(container)) found = withPorts(found, container);
  for (const container of containers ?? []) found = withPorts(found, container);
  return found ?? NO_PORTS;
}

function withPorts(found: HostPort[] | null, { ports }: Container): HostPort[] | null {
  if (!ports) return found;
  const open = ports.filter((p) => (p.hostPort ?? 0) > 0).map((p) => ({ ip: p.hostIP || EVERY_ADDRESS, slot: `${p.protocol || 'TCP'}/${p.hostPort}` }));
  return open.length === 0 ? found : [...(found ?? []), ...open];
}

export const portsClash = (a: HostPort, b: HostPort): boolean => a.slot === b.slot && (a.ip === b.ip || a.ip === EVERY_ADDRESS || b.ip === EVERY_ADDRESS);
