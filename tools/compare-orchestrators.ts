import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EntryFile, parseEntry } from '#core/entry';
import type { RunMetrics } from '#core/run';
import { parseScenario } from '#core/scenario';
import { replay } from '#core/simulator';

/** The flagship judged with an entry for each orchestrator: the table of docs/orchestrators.md. Same engine, same numbers. */
const SCENARIO = 'scenarios/flash-crowd-zone-loss/scenario.yaml';
const SEEDS = [1, 2, 3];
const ENTRIES: readonly (readonly [string, string])[] = [
  ['Kubernetes, as it is', 'examples/kubernetes/defaults'],
  ['Kubernetes', 'examples/kubernetes/resilient'],
  ['Swarm', 'examples/swarm/resilient'],
  ['Marathon', 'examples/mesos'],
];

const filesOf = (folder: string): readonly EntryFile[] => readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));

function metricsOf(folder: string, seed: number): RunMetrics {
  const scenario = parseScenario(readFileSync(SCENARIO, 'utf8'), SCENARIO);
  const entry = parseEntry(filesOf(folder));
  if (!scenario.ok || !entry.ok) throw new Error(`${folder} or its scenario cannot be read`);
  const { metrics, cause } = replay({ scenario: scenario.value, entry: entry.value, seed });
  if (metrics === null) throw new Error(`${folder}: ${cause}`);
  return metrics;
}

const seconds = (us: number | null | undefined): string => (us === null || us === undefined ? '–' : `${(us / 1e6).toFixed(us < 10e6 ? 1 : 0)} s`);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function row([name, folder]: readonly [string, string]): string {
  const runs = SEEDS.map((seed) => metricsOf(folder, seed));
  const good = runs.map(({ latency }) => percent(latency.good / latency.offered)).join(' / ');
  const p95 = runs.map(({ latency }) => (latency.p95Us === null ? '–' : `${Math.round(latency.p95Us / 1000)}`)).join(' / ');
  const recovered = runs.map(({ recovery }) => seconds(recovery.faults[0]?.recoveredAfterUs)).join(' / ');
  const debt = median(runs.map(({ recovery }) => recovery.sloDebt));
  const repaired = runs.map(({ stages }) => `${seconds(stages.manage.p50Us)}, ${seconds(stages.manage.maxUs)}`).join(' / ');
  const hours = median(runs.map(({ utilization }) => utilization.usedNodeSeconds / 3600));
  const used = median(runs.map(({ utilization }) => utilization.cpuUsedShare ?? 0));
  return `| ${name} (\`${folder}\`) | ${good} | ${p95} | ${repaired} | ${recovered} | ${Math.round(debt)} | ${hours.toFixed(1)} | ${percent(used)} |`;
}

console.log('| entry | within SLO | p95, ms | replaced after (median, longest) | SLO met again after | SLO debt | node hours | CPU used of machines held |');
console.log('|---|---|---|---|---|---|---|---|');
for (const entry of ENTRIES) console.log(row(entry));
