import type { LiveMetrics, LiveOutcome, LiveReplication, StageTiming } from '../api/model';
import { count, duration, percent } from '../ui/format';
import { ScrollRegion } from '../ui/scroll-region';

/** Which driver ran it, on what host, how much that host was disturbed, and what was measured beside the baseline. */
export function LiveEvidence({ live }: { readonly live: LiveMetrics }) {
  const disturbed = live.replications.filter((one) => one.disturbed.length > 0).length;
  return (
    <section className="live-evidence" aria-labelledby="live-title">
      <h4 id="live-title">On real containers</h4>
      <dl className="facts-list">
        <div>
          <dt>Driver</dt>
          <dd>{live.driver}</dd>
        </div>
        <div>
          <dt>Host</dt>
          <dd>{live.host}</dd>
        </div>
        <div>
          <dt>Disturbances</dt>
          <dd>
            {disturbed === 0 ? 'none' : `${count(disturbed)} of ${count(live.replications.length)} replays`}
            {live.repeated > 0 && `; ${count(live.repeated)} disturbed replays were repeated at no cost to the team`}
          </dd>
        </div>
        <div>
          <dt>Pulled</dt>
          <dd>
            {pulled(live.retrieveCold)} cold, {pulled(live.retrieveWarm)} warm
          </dd>
        </div>
        <div>
          <dt>Faults carried out</dt>
          <dd>{live.faults.length === 0 ? 'none' : live.faults.join('; ')}</dd>
        </div>
      </dl>
      <OutcomeTable live={live} />
      <ReplaysTable replications={live.replications} />
    </section>
  );
}

const pulled = ({ count: times, p50Us }: StageTiming): string => (times === 0 ? 'none' : `${count(times)} times, median ${duration(p50Us)}`);
const seconds = (value: number | null): string => (value === null ? '–' : `${value} s`);

const MEASURES: readonly { readonly name: string; readonly of: (outcome: LiveOutcome) => string }[] = [
  { name: 'Median latency', of: ({ medianLatencyUs }) => duration(medianLatencyUs) },
  { name: 'Within three times the SLO', of: ({ generousShare }) => percent(generousShare, 1) },
  { name: 'CPU per request', of: ({ cpuPerRequestUs }) => duration(cpuPerRequestUs === null ? null : Math.round(cpuPerRequestUs)) },
  { name: 'Replicas back after', of: ({ restoredAfterS }) => seconds(restoredAfterS) },
  { name: 'Requests back after', of: ({ recoveredAfterS }) => seconds(recoveredAfterS) },
];

function OutcomeTable({ live: { outcome, baseline } }: { readonly live: LiveMetrics }) {
  return (
    <ScrollRegion label="What is scored">
      <table>
        <caption>What is scored, median of the replays</caption>
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col" className="number">
              Entry
            </th>
            <th scope="col" className="number">
              Baseline
            </th>
          </tr>
        </thead>
        <tbody>
          {MEASURES.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{of(outcome)}</td>
              <td className="number">{baseline === null ? '–' : of(baseline)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function ReplaysTable({ replications }: { readonly replications: readonly LiveReplication[] }) {
  return (
    <ScrollRegion label="Replays and what disturbed them">
      <table>
        <caption>Replays, and what disturbed them</caption>
        <thead>
          <tr>
            <th scope="col">Replay</th>
            <th scope="col" className="number">
              Noise before, after
            </th>
            <th scope="col" className="number">
              Others used
            </th>
            <th scope="col" className="number">
              Steal
            </th>
            <th scope="col" className="number">
              Sent late, p99
            </th>
            <th scope="col" className="number">
              Beside its duration
            </th>
            <th scope="col">Disturbed by</th>
          </tr>
        </thead>
        <tbody>
          {replications.map((one, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              <td className="number">
                {duration(one.noiseBefore.p50Us)}, {duration(one.noiseAfter.p50Us)}
              </td>
              <td className="number">{percent(one.foreignShare)}</td>
              <td className="number">{percent(one.stealShare, 1)}</td>
              <td className="number">{duration(Math.round(one.lateP99Us))}</td>
              <td className="number">{duration(Math.round(one.overheadUs))}</td>
              <td className="replay-why">{one.disturbed.length === 0 ? 'nothing' : one.disturbed.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
