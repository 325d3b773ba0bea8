import type { LiveMetrics, LiveOutcome } from '#core/run';
import { milliseconds, percent, plainTable } from './plain-table.js';

const seconds = (value: number | null): string => (value === null ? '–' : `${value} s`);

/** What a run on real containers says beyond a simulated one: which driver on which host, what was scored, what disturbed it. */
export function printLive({ driver, host, outcome, baseline, replications, repeated, retrieveCold, retrieveWarm, faults }: LiveMetrics): void {
  console.log(`driver    ${driver}, on ${host}`);
  const row = (name: string, of: (outcome: LiveOutcome) => string) => [name, of(outcome), baseline === null ? '–' : of(baseline)];
  const measures = [
    row('median latency', ({ medianLatencyUs }) => milliseconds(medianLatencyUs)),
    row('within three times the SLO', ({ generousShare }) => percent(generousShare)),
    row('CPU per request', ({ cpuPerRequestUs }) => milliseconds(cpuPerRequestUs)),
    row('replicas back after', ({ restoredAfterS }) => seconds(restoredAfterS)),
    row('requests back after', ({ recoveredAfterS }) => seconds(recoveredAfterS)),
  ];
  console.log(plainTable(['scored, median of the replays', 'entry', 'baseline'], measures));
  const replays = replications.map((one, index) => [
    index + 1,
    `${milliseconds(one.noiseBefore.p50Us)}, ${milliseconds(one.noiseAfter.p50Us)}`,
    percent(one.foreignShare),
    percent(one.stealShare),
    milliseconds(one.lateP99Us),
    milliseconds(one.overheadUs),
  ]);
  console.log(plainTable(['replay', 'noise before, after', 'others used', 'steal', 'sent late, p99', 'beside its duration'], replays));
  replications.forEach(({ disturbed }, index) => disturbed.forEach((reason) => console.log(`disturbed replay ${index + 1}: ${reason}`)));
  if (repeated > 0) console.log(`repeated  ${repeated} disturbed replays`);
  console.log(`pulled    ${retrieveCold.count} times cold, ${retrieveWarm.count} times warm`);
  for (const fault of faults) console.log(`fault     ${fault}`);
}
