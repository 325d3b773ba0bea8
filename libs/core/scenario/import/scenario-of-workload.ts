import { accepted, type Outcome, refused } from '#core/problem';
import { formatDurationUs, HOUR, MINUTE, SECOND } from '#core/units';
import { applicationsText } from './scenario-text/applications-text.js';
import { packingText } from './scenario-text/packing-text.js';
import { poolsText } from './scenario-text/pools-text.js';
import type { Workload } from './workload.js';

export interface ScenarioNames {
  readonly id: string;
  readonly title: string;
  /** Where the trace is from, for `meta.citations`. */
  readonly citation: string | null;
}

const LONGEST_US = 48 * HOUR;

/** A workload as a scenario file that its author can go on from. Machines that a trace does not name are made up, enough for its peak. */
export function scenarioOfWorkload(workload: Workload, { id, title, citation }: ScenarioNames): Outcome<string> {
  const horizonUs = horizonOf(workload);
  if (horizonUs > LONGEST_US) {
    const times = Math.ceil(horizonUs / LONGEST_US);
    const message = `the trace runs for ${formatDurationUs(horizonUs)}; a scenario runs for at most 48h`;
    return refused([
      { code: 'trace-too-long', severity: 'error', message, hint: `compress it at least ${times} times (--compress ${times})`, file: id, line: 1, column: 1 },
    ]);
  }
  const packing = packingText(workload.pods);
  if (packing === null) {
    const message = 'the pods of the trace have more than 1000 different shapes';
    return refused([{ code: 'trace-too-varied', severity: 'error', message, hint: 'sample it (--sample 0.1)', file: id, line: 1, column: 1 }]);
  }
  const isPacking = workload.pods.length > 0;
  const lines = [
    '# yaml-language-server: $schema=../scenario.schema.json',
    'apiVersion: regatta/v1',
    'kind: Scenario',
    '',
    'meta:',
    `  id: ${id}`,
    `  title: ${JSON.stringify(title)}`,
    `  summary: ${JSON.stringify(`Imported: ${workload.pods.length} pods, ${workload.apps.length} applications with requests.`)}`,
    ...(citation === null ? [] : [`  citations: [${JSON.stringify(citation)}]`]),
    '',
    `clock: { horizon: ${formatDurationUs(horizonUs)}, warmup: 0s, window: ${formatDurationUs(Math.min(10 * SECOND, horizonUs))} }`,
    '',
    'cluster:',
    '  zones: [a, b, c]',
    '  pools:',
    ...poolsText(workload),
    ...(isPacking ? ['  images: { warm: true }'] : []),
    '',
    ...applicationsText(workload, isPacking),
    ...(isPacking ? ['', ...packing] : []),
    '',
    'scoring:',
    `  weights: ${isPacking && workload.apps.length === 0 ? '{ latency: 0, utilization: 1, recovery: 0 }' : '{ latency: 0.6, utilization: 0.4, recovery: 0 }'}`,
    '',
    'seeds:',
    '  public: [1, 2, 3]',
    '',
  ];
  return accepted(lines.join('\n'));
}

/** To the whole minute after the last arrival, or the last bucket of requests. */
function horizonOf({ pods, apps }: Workload): number {
  const lastPod = pods.reduce((last, pod) => Math.max(last, pod.atUs), 0);
  const lastBucket = apps.reduce((last, app) => Math.max(last, app.everyUs * app.counts.length), 0);
  const last = Math.max(lastPod, lastBucket);
  return Math.max(MINUTE, Math.ceil((last + (pods.length > 0 ? 10 * SECOND : 0)) / MINUTE) * MINUTE);
}
