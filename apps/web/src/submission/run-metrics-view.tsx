import type { AppMetrics, RunMetrics } from '../api/model';
import { clock, count, duration, percent, quantity } from '../ui/format';
import { ScrollRegion } from '../ui/scroll-region';

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The few numbers that say how the run went; only those that mean something in this scenario. */
function factsOf(metrics: RunMetrics): Fact[] {
  const { latency, utilization, recovery, batch, placement } = metrics;
  const facts: Fact[] = [];
  if (latency.offered > 0) {
    facts.push({ name: 'Within SLO', value: percent(latency.good / latency.offered, 2), note: `of ${count(latency.offered)} requests offered` });
    facts.push({
      name: 'p99 latency',
      value: duration(latency.p99Us),
      note: latency.p99Us === null ? 'too few requests for a p99' : `median ${duration(latency.p50Us)}`,
    });
  }
  facts.push({
    name: 'CPU used',
    value: percent(utilization.cpuUsedShare),
    note: `${percent(utilization.cpuRequestedShare)} requested, ${quantity(utilization.usedNodeSeconds / 3600)} node-hours`,
  });
  if (batch.jobs > 0)
    facts.push({ name: 'Jobs finished', value: `${count(batch.finished)} / ${count(batch.jobs)}`, note: `slowdown ${quantity(batch.boundedSlowdownMean)}` });
  facts.push({
    name: 'Pods placed',
    value: `${count(placement.podsPlaced)} / ${count(placement.podsSubmitted)}`,
    note:
      placement.compactedNodes === null ? `${count(placement.podsUnschedulableAtEnd)} without a place at the end` : `fit on ${placement.compactedNodes} nodes`,
  });
  if (recovery.faults.length > 0)
    facts.push({
      name: 'SLO debt',
      value: quantity(recovery.sloDebt),
      note: `bad request-seconds after ${recovery.faults.length === 1 ? 'one fault' : `${recovery.faults.length} faults`}`,
    });
  return facts;
}

export function RunMetricsView({ metrics }: { readonly metrics: RunMetrics }) {
  return (
    <>
      <dl className="tiles">
        {factsOf(metrics).map((fact) => (
          <div key={fact.name} className="tile">
            <dt>{fact.name}</dt>
            <dd>
              <span className="tile-value">{fact.value}</span>
              <span className="muted">{fact.note}</span>
            </dd>
          </div>
        ))}
      </dl>
      {metrics.apps.length > 0 && <AppsTable apps={metrics.apps} />}
      {metrics.recovery.faults.length > 0 && <FaultsTable faults={metrics.recovery.faults} />}
    </>
  );
}

function AppsTable({ apps }: { readonly apps: readonly AppMetrics[] }) {
  return (
    <ScrollRegion label="Requests by application">
      <table>
        <caption>Requests by application, after the warm-up</caption>
        <thead>
          <tr>
            <th scope="col">Application</th>
            <th scope="col" className="number">
              Offered
            </th>
            <th scope="col" className="number">
              Within SLO
            </th>
            <th scope="col" className="number">
              Timed out
            </th>
            <th scope="col" className="number">
              Refused
            </th>
            <th scope="col" className="number">
              p50
            </th>
            <th scope="col" className="number">
              p99
            </th>
            <th scope="col" className="number">
              SLO
            </th>
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => {
            const share = app.offered === 0 ? null : app.good / app.offered;
            return (
              <tr key={app.app}>
                <th scope="row">{app.app}</th>
                <td className="number">{count(app.offered)}</td>
                <td className="number">
                  {percent(share, 2)}
                  {share !== null && share < app.sloTarget && <span className="cell-sub">SLO missed</span>}
                </td>
                <td className="number">{count(app.timedOut)}</td>
                <td className="number">{count(app.rejected)}</td>
                <td className="number">{duration(app.p50Us)}</td>
                <td className="number">{duration(app.p99Us)}</td>
                <td className="number">
                  {percent(app.sloTarget, 1)} in {duration(app.sloLatencyUs)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function FaultsTable({ faults }: { readonly faults: RunMetrics['recovery']['faults'] }) {
  return (
    <ScrollRegion label="Recovery by fault">
      <table>
        <caption>Recovery after each fault</caption>
        <thead>
          <tr>
            <th scope="col">Fault</th>
            <th scope="col" className="number">
              At
            </th>
            <th scope="col" className="number">
              SLO held again after
            </th>
            <th scope="col" className="number">
              Lowest attainment
            </th>
            <th scope="col" className="number">
              SLO debt
            </th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault, index) => (
            <tr key={index}>
              <th scope="row">{fault.fault.replaceAll('-', ' ')}</th>
              <td className="number">{clock(fault.atUs / 1e6)}</td>
              <td className="number">{fault.recoveredAfterUs === null ? 'not before the end' : duration(fault.recoveredAfterUs)}</td>
              <td className="number">{percent(fault.dip, 1)}</td>
              <td className="number">{quantity(fault.sloDebt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
