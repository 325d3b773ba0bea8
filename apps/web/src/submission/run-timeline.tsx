import { useState } from 'react';
import type { AppTimeline, Timeline } from '../api/model';
import { type ChartSeries, TimeChart } from '../chart/time-chart';
import { duration, percent, quantity } from '../ui/format';

/** What happened in virtual time, four charts over one clock; faults are bands in all of them. */
export function RunTimeline({ timeline }: { readonly timeline: Timeline }) {
  const [chosen, setChosen] = useState('');
  const app = timeline.apps.find((one) => one.app === chosen) ?? timeline.apps[0];
  const seconds = timeline.startUs.map((us) => us / 1e6);
  const bands = timeline.faults.map((fault) => ({
    from: fault.atUs / 1e6,
    to: fault.untilUs === null ? null : fault.untilUs / 1e6,
    label: `${fault.fault} ${fault.target}`,
  }));
  const shared = { seconds, bands, syncKey: 'run' };
  return (
    <div className="timeline">
      <div className="section-head">
        <h4>Timeline</h4>
        {timeline.apps.length > 1 && (
          <label className="select-label">
            Application{' '}
            <select value={app?.app} onChange={(event) => setChosen(event.target.value)}>
              {timeline.apps.map((one) => (
                <option key={one.app}>{one.app}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      {bands.length > 0 && (
        <p className="legend-line muted">
          Hatched bands are faults: {timeline.faults.map((fault) => `${fault.fault.replaceAll('-', ' ')} (${fault.target})`).join(', ')}
        </p>
      )}
      <div className="charts">
        {app !== undefined && <AppCharts app={app} windowSeconds={timeline.windowUs / 1e6} shared={shared} />}
        <TimeChart
          {...shared}
          title="Nodes"
          format={(value) => percent(value)}
          highest={1}
          series={[
            { label: 'CPU used', values: timeline.cpuUsedShare, tone: 'one' },
            { label: 'CPU requested', values: timeline.cpuRequestedShare, tone: 'two', dashed: true },
          ]}
          note="Shares of the CPU of nodes that are up"
        />
        <TimeChart
          {...shared}
          title="Cluster"
          format={(value) => quantity(value)}
          series={[
            { label: 'nodes up', values: timeline.nodesUp, tone: 'two', dashed: true, stepped: true },
            { label: 'nodes used', values: timeline.nodesUsed, tone: 'one', stepped: true },
            { label: 'pods pending', values: timeline.podsPending, tone: 'three', stepped: true },
          ]}
          note="Counts at the end of each window"
        />
      </div>
    </div>
  );
}

type Shared = Pick<Parameters<typeof TimeChart>[0], 'seconds' | 'bands' | 'syncKey'>;

function AppCharts({ app, windowSeconds, shared }: { readonly app: AppTimeline; readonly windowSeconds: number; readonly shared: Shared }) {
  const rate = (values: readonly number[]) => values.map((value) => value / windowSeconds);
  const load: ChartSeries[] = [
    { label: 'offered', values: rate(app.offered), tone: 'two', dashed: true },
    { label: 'served', values: rate(app.served), tone: 'one' },
    { label: 'within SLO', values: rate(app.good), tone: 'three' },
  ];
  return (
    <>
      <TimeChart {...shared} title={`Load, ${app.app}`} format={(value) => quantity(value)} series={load} note="Requests per second" />
      <TimeChart
        {...shared}
        title={`p99 latency, ${app.app}`}
        format={(value) => duration(Math.round(value))}
        series={[{ label: 'p99', values: app.p99Us, tone: 'one' }]}
        note="Per window; gaps where nothing was answered"
      />
      <TimeChart
        {...shared}
        title={`Replicas, ${app.app}`}
        format={(value) => quantity(value)}
        series={[
          { label: 'wanted', values: app.replicasWanted, tone: 'two', dashed: true, stepped: true },
          { label: 'ready', values: app.replicasReady, tone: 'one', stepped: true },
        ]}
        note="At the end of each window"
      />
    </>
  );
}
