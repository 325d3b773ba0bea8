import { useMemo } from 'react';
import type { Scenario } from '../api/model';
import { type ChartSeries, TimeChart, type TimeChartProps, type Tone } from '../chart/time-chart';
import { clock, quantity } from '../ui/format';
import { Empty } from '../ui/load-states';

type Preview = NonNullable<Scenario['preview']>;
const TONES: readonly Tone[] = ['one', 'three', 'four', 'five', 'six'];

/** What is offered to each application per minute, against what the whole cluster could serve. */
export function LoadPreview({ preview }: { readonly preview: Preview }) {
  const chart = useMemo(() => chartOf(preview), [preview]);
  return (
    <>
      {preview.minutes.length === 0 ? (
        <Empty title="This scenario offers no requests; it is about placement alone" />
      ) : (
        <TimeChart
          {...chart}
          title="Offered load against capacity"
          note="Requests per second, each minute; the first seed"
          format={quantity}
          syncKey="preview"
        />
      )}
      <FaultList faults={preview.faults} />
    </>
  );
}

function chartOf({ minutes, faults }: Preview): Pick<TimeChartProps, 'seconds' | 'series' | 'bands'> {
  const apps = [...new Set(minutes.flatMap((minute) => Object.keys(minute.offeredPerApp)))];
  const offered = apps.map(
    (app, index): ChartSeries => ({
      label: app,
      values: minutes.map((minute) => minute.offeredPerApp[app] ?? 0),
      tone: TONES[index % TONES.length] ?? 'one',
      dashed: index >= TONES.length,
    }),
  );
  return {
    seconds: minutes.map((minute) => minute.t),
    series: [...offered, { label: 'capacity', values: minutes.map((minute) => minute.capacity), tone: 'two', dashed: true }],
    bands: faults.map((fault) => ({
      from: fault.atUs / 1e6,
      to: fault.untilUs === null ? null : fault.untilUs / 1e6,
      label: `${fault.kind} ${fault.target}`,
    })),
  };
}

function FaultList({ faults }: { readonly faults: Preview['faults'] }) {
  if (faults.length === 0) return <p className="muted">No faults are planned.</p>;
  return (
    <ul className="fault-list" aria-label="Faults">
      {faults.map((fault, index) => (
        <li key={index}>
          <span className="fault-time">{clock(fault.atUs / 1e6)}</span> {fault.kind.replaceAll('-', ' ')} <span className="muted">on {fault.target}</span>
          {fault.untilUs !== null && <span className="muted"> until {clock(fault.untilUs / 1e6)}</span>}
        </li>
      ))}
    </ul>
  );
}
