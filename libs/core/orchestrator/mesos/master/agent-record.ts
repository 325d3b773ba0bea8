import type { NodeFacts } from '#core/cluster';
import { AGENT_DISK_MIB } from '#core/entry/mesos';
import { type Amounts, amounts } from '../allocator/index.js';
import { attributeText } from '../marathon/constraints/attribute-text.js';
import type { Task } from '../marathon/instances/task.js';
import type { AgentView } from '../marathon/launch/agent-view.js';

const MEBIBYTE = 1024 * 1024;
/** `ports:[31000-32000]`, what an agent offers when its operator says nothing else. */
const PORT_COUNT = 1001;

/** An agent as the master has it. */
export interface AgentRecord {
  facts: NodeFacts;
  view: AgentView;
  readonly total: Amounts;
  readonly tasks: Set<Task>;
  registered: boolean;
  /** Since when its pings are not answered; null while they are. */
  silentSinceUs: number | null;
  /** DRAIN_AGENT and DEACTIVATE_AGENT of the operator: no offers. */
  mode: 'active' | 'draining' | 'deactivated';
  cancelTimeout: () => void;
}

export function agentRecord(facts: NodeFacts): AgentRecord {
  const idle = (): void => undefined;
  return { facts, view: viewOf(facts), total: totalOf(facts), tasks: new Set(), registered: true, silentSinceUs: null, mode: 'active', cancelTimeout: idle };
}

/** Labels of the machine are its attributes, beside where it stands and the pool it is of. */
export function viewOf({ name, region, zone, pool, spot, labels }: NodeFacts): AgentView {
  const attributes = { pool, region, zone, ...(spot ? { spot: 'true' } : {}), ...labels };
  return {
    host: name,
    region: region === '' ? null : region,
    zone: zone === '' ? null : zone,
    attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, attributeText(value)])),
    underMaintenance: false,
  };
}

function totalOf({ allocatable }: NodeFacts): Amounts {
  const { cpuMilli, memoryBytes, extended } = allocatable;
  const disk = extended['ephemeral-storage'];
  return amounts(
    {
      cpus: cpuMilli / 1000,
      mem: Math.floor(memoryBytes / MEBIBYTE),
      disk: disk === undefined ? AGENT_DISK_MIB : Math.floor(disk / MEBIBYTE),
      gpus: extended['nvidia.com/gpu'] ?? 0,
    },
    PORT_COUNT,
  );
}
