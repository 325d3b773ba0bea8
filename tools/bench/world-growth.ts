import { spawnSync } from 'node:child_process';
import type { NodeId } from '#core/cluster';
import type { Action, ControlPlane, WorldEvent } from '#core/orchestrator';
import { drawRun } from '#core/scenario';
import { playWith, podOf, smallScenario } from '#core/simulator/testing';

/**
 * What a simulated world costs, alone: CPU time per event and memory, as nodes, pods and requests grow tenfold each. Pods are dealt to nodes
 * in turn by a control plane that thinks nothing, so no orchestrator is in the figures. Each row is a process of its own.
 */
interface Row {
  readonly nodes: number;
  readonly pods: number;
  readonly requestsPerSecond: number;
}
const SECONDS = 120;
const ROWS: readonly Row[] = [
  { nodes: 50, pods: 1_000, requestsPerSecond: 10 },
  { nodes: 500, pods: 10_000, requestsPerSecond: 10 },
  { nodes: 5_000, pods: 100_000, requestsPerSecond: 10 },
  { nodes: 5_000, pods: 1_000_000, requestsPerSecond: 10 },
  { nodes: 50, pods: 1_000, requestsPerSecond: 1_000 },
  { nodes: 50, pods: 1_000, requestsPerSecond: 10_000 },
  { nodes: 50, pods: 1_000, requestsPerSecond: 100_000 },
];

/** Starts a tenth of the pods each second and sends to all that run. */
class Dealer implements ControlPlane {
  wakeAtUs = 0;
  private readonly nodes: NodeId[] = [];
  private dealt = 0;

  constructor(private readonly pods: number) {}

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    for (const event of events) if (event.kind === 'node-joined') this.nodes.push(event.node.id);
    if (nowUs < this.wakeAtUs) return [];
    this.wakeAtUs = nowUs + 1_000_000;
    if (this.dealt === this.pods) {
      this.wakeAtUs = Number.MAX_SAFE_INTEGER;
      return [{ kind: 'route', app: 'web', pods: Array.from({ length: this.pods }, (_, id) => id) }];
    }
    const until = Math.min(this.pods, this.dealt + Math.ceil(this.pods / 10));
    const actions: Action[] = [];
    for (; this.dealt < until; this.dealt++)
      actions.push({ kind: 'start-pod', node: this.nodes[this.dealt % this.nodes.length] as NodeId, pod: podOf(this.dealt) });
    return actions;
  }
}

function measure({ nodes, pods, requestsPerSecond }: Row): string {
  const scenario = smallScenario({
    clock: { horizon: `${SECONDS}s` },
    pools: [{ count: nodes, shape: { cpu: 64, memory: '64Gi', pods: 1000 } }],
    apps: [{ startup: '2s', cpuPerRequest: { exponential: { mean: '5ms' } } }],
    load: { web: { rate: `${requestsPerSecond}/s` } },
  });
  const run = drawRun(scenario, 1);
  const before = process.cpuUsage();
  const { world, metrics } = playWith(run, new Dealer(pods));
  const { user, system } = process.cpuUsage(before);
  if (metrics.placement.podsPlaced !== pods) throw new Error(`${metrics.placement.podsPlaced} of ${pods} pods were placed`);
  const seconds = (user + system) / 1e6;
  const cells = [nodes, pods, requestsPerSecond * SECONDS, world.eventCount].map((count) => count.toLocaleString('en').padStart(12));
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return [...cells, seconds.toFixed(1).padStart(8), ((seconds * 1e6) / world.eventCount).toFixed(2).padStart(10), String(memory).padStart(10)].join('');
}

const row = process.argv[2];
if (row === undefined) {
  console.log(
    ['nodes', 'pods', 'requests', 'events'].map((name) => name.padStart(12)).join('') + 'CPU s'.padStart(8) + 'µs/event'.padStart(10) + 'MiB'.padStart(10),
  );
  for (const index of ROWS.keys()) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [__filename, String(index)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    process.stdout.write(stdout);
  }
} else console.log(measure(ROWS[Number(row)] as Row));
