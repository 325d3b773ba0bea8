import type { SnapshotAgent, SnapshotResources } from './mesos-snapshot.js';

interface Amounts {
  readonly cpus?: number;
  readonly mem?: number;
  readonly disk?: number;
  readonly gpus?: number;
  readonly ports?: string;
}

export interface CheckedAgent {
  readonly hostname: string;
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly domain?: { readonly fault_domain?: { readonly region?: { readonly name: string }; readonly zone?: { readonly name: string } } };
  readonly region?: string;
  readonly zone?: string;
  readonly resources: Amounts;
  readonly used_resources?: Amounts;
  readonly reserved_resources?: Readonly<Record<string, Amounts>>;
  readonly active?: boolean;
  readonly deactivated?: boolean;
  readonly drain_info?: unknown;
  readonly unavailability?: unknown;
}

export function readAgent(agent: CheckedAgent): SnapshotAgent {
  const { hostname, domain, attributes = {}, resources, used_resources, reserved_resources = {} } = agent;
  return {
    hostname,
    region: agent.region ?? domain?.fault_domain?.region?.name ?? null,
    zone: agent.zone ?? domain?.fault_domain?.zone?.name ?? null,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)])),
    // An agent that says nothing of ports offers Mesos' own range.
    resources: amounts(resources, 1001),
    reserved: Object.fromEntries(Object.entries(reserved_resources).map(([role, part]) => [role, amounts(part, 0)])),
    used: used_resources === undefined ? null : amounts(used_resources, 0),
    inactive: whyInactive(agent),
    underMaintenance: agent.unavailability !== undefined,
  };
}

function whyInactive({ active = true, deactivated = false, drain_info }: CheckedAgent): string | null {
  if (drain_info !== undefined) return 'the agent is draining';
  if (deactivated) return 'the agent is deactivated';
  return active ? null : 'the agent is not active';
}

function amounts({ cpus = 0, mem = 0, disk = 0, gpus = 0, ports }: Amounts, otherwise: number): SnapshotResources {
  return { cpus, mem, disk, gpus, ports: ports === undefined ? otherwise : countOf(ports) };
}

const countOf = (ranges: string): number =>
  [...ranges.matchAll(/(\d+)-(\d+)/g)].reduce((sum, [, begin, end]) => sum + Math.max(0, Number(end) - Number(begin) + 1), 0);
