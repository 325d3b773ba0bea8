import { useMemo, useState } from 'react';
import type { AppTimeline, Timeline } from '../api/model';
import { type ChartSeries, TimeChart, type TimeChartProps } from '../chart/time-chart';
import { duration, percent, quantity } from '../ui/format';

type Shared = Pick<TimeChartProps, 'seconds' | 'bands' | 'syncKey'>;

const asShare = (value: number): string => percent(value);
const asDuration = (value: number): string => duration(Math.round(value));

/** What happened in virtual time: charts over one clock, faults as bands in all of them. */
export function RunTimeline({ timeline }: { readonly timeline: Timeline }) {
  const [chosen, setChosen] = useState('');
  const app = timeline.apps.find((one) => one.app === chosen) ?? timeline.apps[0];
  const shared = useMemo<Shared>(
    () => ({
      syncKey: 'run',
      seconds: timeline.startUs.map((us) => us / 1e6),
      bands: timeline.faults.map((fault) => ({
        from: fault.atUs / 1e6,
        to: fault.untilUs === null ? null : fault.untilUs / 1e6,
        label: `${fault.fault} ${fault.target}`,
      })),
    }),
    [timeline],
  );
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
      {timeline.faults.length > 0 && (
        <p className="legend-line muted">
          Hatched bands are faults: {timeline.faults.map((fault) => `${fault.fault.replaceAll('-', ' ')} (${fault.target})`).join(', ')}
        </p>
      )}
      <div className="charts">
        {app !== undefined && <AppCharts app={app} windowSeconds={timeline.windowUs / 1e6} shared={shared} />}
        <ClusterCharts timeline={timeline} shared={shared} />
      </div>
    </div>
  );
}

function AppCharts({ app, windowSeconds, shared }: { readonly app: AppTimeline; readonly windowSeconds: number; readonly shared: Shared }) {
  const { load, latency, replicas } = useMemo(() => seriesOf(app, windowSeconds), [app, windowSeconds]);
  return (
    <>
      <TimeChart {...shared} title={`Load, ${app.app}`} format={quantity} series={load} note="Requests per second" />
      <TimeChart {...shared} title={`p99 latency, ${app.app}`} format={asDuration} series={latency} note="Gaps: nothing was answered" />
      <TimeChart {...shared} title={`Replicas, ${app.app}`} format={quantity} series={replicas} counts note="At the end of each window" />
    </>
  );
}

function seriesOf(app: AppTimeline, windowSeconds: number): Readonly<Record<'load' | 'latency' | 'replicas', readonly ChartSeries[]>> {
  const rate = (values: readonly number[]) => values.map((value) => value / windowSeconds);
  return {
    load: [
      { label: 'offered', values: rate(app.offered), tone: 'two', dashed: true },
      { label: 'served', values: rate(app.served), tone: 'one' },
      { label: 'within SLO', values: rate(app.good), tone: 'three' },
    ],
    latency: [{ label: 'p99', values: app.p99Us, tone: 'one' }],
    replicas: [
      { label: 'wanted', values: app.replicasWanted, tone: 'two', dashed: true, stepped: true },
      { label: 'ready', values: app.replicasReady, tone: 'one', stepped: true },
    ],
  };
}

function ClusterCharts({ timeline, shared }: { readonly timeline: Timeline; readonly shared: Shared }) {
  const shares = useMemo<readonly ChartSeries[]>(
    () => [
      { label: 'CPU used', values: timeline.cpuUsedShare, tone: 'one' },
      { label: 'CPU requested', values: timeline.cpuRequestedShare, tone: 'two', dashed: true },
    ],
    [timeline],
  );
  const counts = useMemo<readonly ChartSeries[]>(
    () => [
      { label: 'nodes up', values: timeline.nodesUp, tone: 'two', dashed: true, stepped: true },
      { label: 'nodes used', values: timeline.nodesUsed, tone: 'one', stepped: true },
      { label: 'pods pending', values: timeline.podsPending, tone: 'three', stepped: true },
    ],
    [timeline],
  );
  return (
    <>
      <TimeChart {...shared} title="Node utilization" format={asShare} highest={1} series={shares} note="Of the CPU of nodes that are up" />
      <TimeChart {...shared} title="Nodes and waiting pods" format={quantity} series={counts} counts note="At the end of each window" />
    </>
  );
}
