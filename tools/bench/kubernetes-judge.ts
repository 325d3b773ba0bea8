import { spawnSync } from 'node:child_process';
import { parseEntry, type KubernetesEntry } from '#core/entry';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import { replay } from '#core/simulator';
import { smallScenario } from '#core/simulator/testing';

/**
 * What one judge takes for a whole run of a large Kubernetes entry: scenario and entry read from their text, simulated world, controllers,
 * scheduler, record. Memory is the most that the process ever had; every row is a process of its own. Wanted: 1 GiB for 100,000 pods
 * on 5,000 nodes; a million replicas are survived.
 */
interface Row {
  readonly name: string;
  readonly nodes: number;
  readonly replicas: number;
  readonly deployments: number;
  readonly horizon: string;
  readonly service: boolean;
  /** Calls a second of the controllers, instead of kube-controller-manager's 20. */
  readonly qps?: number;
}

const ROWS: readonly Row[] = [
  { name: 'one Deployment', nodes: 500, replicas: 10_000, deployments: 1, horizon: '18m', service: false },
  { name: 'one Deployment', nodes: 5_000, replicas: 100_000, deployments: 1, horizon: '170m', service: false },
  { name: 'one Deployment with a Service', nodes: 5_000, replicas: 100_000, deployments: 1, horizon: '170m', service: true },
  { name: 'a hundred Deployments, 1,000 calls/s', nodes: 500, replicas: 10_000, deployments: 100, horizon: '3m', service: false, qps: 1_000 },
  { name: 'a hundred Deployments, 1,000 calls/s', nodes: 5_000, replicas: 100_000, deployments: 100, horizon: '3m', service: false, qps: 1_000 },
  { name: 'a million replicas, as fast as controllers call', nodes: 5_000, replicas: 1_000_000, deployments: 1, horizon: '60m', service: true },
  { name: 'a million replicas, 10,000 calls/s', nodes: 5_000, replicas: 1_000_000, deployments: 100, horizon: '3m', service: false, qps: 10_000 },
];

/** Names the scenario's applications can have: one that all Deployments run. */
function manifests({ replicas, deployments, service }: Row): string {
  const requests = { cpu: '100m', memory: '256Mi' };
  const documents: object[] = Array.from({ length: deployments }, (_, i) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `web-${i}` },
    spec: {
      replicas: replicas / deployments,
      selector: { matchLabels: { app: `web-${i}` } },
      template: {
        metadata: { labels: { app: `web-${i}`, tier: 'web' } },
        spec: { containers: [{ name: 'web', image: 'regatta/web', resources: { requests } }] },
      },
    },
  }));
  if (service) documents.push({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { tier: 'web' }, ports: [{ port: 80 }] } });
  return documents.map((document) => JSON.stringify(document)).join('\n---\n');
}

function measure(row: Row): string {
  const scenario = smallScenario({
    clock: { horizon: row.horizon, window: '60s' },
    zones: ['a', 'b', 'c', 'd', 'e'],
    pools: [{ count: row.nodes, shape: { cpu: 64, memory: '256Gi', pods: 250 } }],
    apps: [{ startup: '2s' }],
  });
  const outcome = parseEntry([{ path: 'web.yaml', text: manifests(row) }]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const entry = outcome.value as KubernetesEntry;
  const { qps } = row;
  const before = process.cpuUsage();
  const record = replay({
    scenario,
    entry,
    seed: 1,
    ...(qps === undefined ? {} : { controlPlane: () => createKubernetesControlPlane({ objects: entry.objects, seed: 1, clientLimits: { qps, burst: qps } }) }),
  });
  const { user, system } = process.cpuUsage(before);
  if (record.verdict !== 'completed') throw new Error(`${record.verdict}: ${record.cause}`);
  const placed = record.metrics?.placement.podsPlaced ?? 0;
  const seconds = (user + system) / 1e6;
  const cells = [row.nodes, row.replicas, placed].map((count) => count.toLocaleString('en').padStart(11));
  const memory = Math.round(process.resourceUsage().maxRSS / 1024).toLocaleString('en');
  return `${[...cells, seconds.toFixed(1).padStart(9), ((seconds * 1e6) / placed).toFixed(0).padStart(9), memory.padStart(8)].join('')}  ${row.name}`;
}

/** As much as a judge gives a replay (apps/judge/main.ts): V8 lets garbage lie while there is room. */
const HEAP_MIB = 896;
const SMALL_REPLICAS = 100_000;
const heapOf = ({ replicas }: Row): readonly string[] => (replicas <= SMALL_REPLICAS ? [`--max-old-space-size=${HEAP_MIB}`] : []);

const chosen = process.argv[2];
if (chosen === undefined) {
  console.log(['nodes', 'replicas', 'placed'].map((name) => name.padStart(11)).join('') + 'CPU s'.padStart(9) + 'µs/pod'.padStart(9) + 'MiB'.padStart(8));
  for (const [index, row] of ROWS.entries()) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...heapOf(row), __filename, String(index)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    process.stdout.write(stdout);
  }
} else console.log(measure(ROWS[Number(chosen)] as Row));
