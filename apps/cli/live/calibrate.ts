import type { RunMetrics, RunRecord } from '#core/run';
import type { Entry } from '#core/entry';
import type { Scenario } from '#core/scenario';
import { type DriverName, judgeLive } from '../judge-live.js';
import { replayWithProgress } from '../replay-with-progress.js';
import { compareRuns, eventsOf } from './compare-runs.js';

interface HowCalibrated {
  readonly seed: number;
  /** Absent: a real Swarm for entries of its division, light for all others. */
  readonly driver?: DriverName;
  readonly nodeImage?: string;
}

/** Judges an entry in both worlds and writes what differs, as a section of a page. */
export async function calibrate(scenario: Scenario, entry: Entry, { seed, nodeImage, ...how }: HowCalibrated): Promise<string> {
  const driver = how.driver ?? (entry.division === 'swarm' ? 'swarm' : 'light');
  const simulated = await replayWithProgress({ scenario, entry, seed }, false);
  const live = await judgeLive({ scenario, entry, seed, baseline: null }, { driver, nodeImage, replications: 1, repeats: 0 }, true);
  const rows = compareRuns(eventsOf(simulated), eventsOf(live));
  const quality = live.metrics?.live?.replications[0];
  return [
    `## ${entry.division}, driver ${driver}, seed ${seed}`,
    '',
    `${live.metrics?.live?.host ?? ''}; others used ${Math.round((quality?.foreignShare ?? 0) * 100)} % of the host meanwhile.`,
    '',
    table(['measure', 'simulated', 'live'], measures(simulated, live)),
    '',
    table(
      ['event', 'simulated', 'live', 'live is'],
      rows.map(({ event, simulated: left, live: right, difference }) => [event, left, right, difference]),
    ),
    '',
  ].join('\n');
}

function measures(simulated: RunRecord, live: RunRecord): readonly (readonly string[])[] {
  const row = (name: string, of: (metrics: RunMetrics) => string) => [name, ...[simulated, live].map(({ metrics }) => (metrics === null ? '–' : of(metrics)))];
  const ms = (us: number | null): string => (us === null ? '–' : `${(us / 1000).toFixed(0)} ms`);
  return [
    row('requests offered', ({ latency }) => String(latency.offered)),
    row('served', ({ latency }) => String(latency.served)),
    row('within the SLO', ({ latency }) => `${((100 * latency.good) / Math.max(1, latency.offered)).toFixed(1)} %`),
    row('median latency', ({ latency }) => ms(latency.p50Us)),
    row('p95', ({ latency }) => ms(latency.p95Us)),
    ...(['retrieve', 'run', 'scale', 'manage'] as const).map((stage) =>
      row(`${stage}, median and longest`, ({ stages }) => `${ms(stages[stage].p50Us)}, ${ms(stages[stage].maxUs)} (${stages[stage].count})`),
    ),
  ];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
