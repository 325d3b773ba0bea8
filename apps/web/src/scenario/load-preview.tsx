import { useMemo } from 'react';
import type { Scenario } from '../api/model';
import { type ChartSeries, TimeChart, type Tone } from '../chart/time-chart';
import { clock, quantity } from '../ui/format';
import { Empty } from '../ui/load-states';

type Preview = NonNullable<Scenario['preview']>;
const TONES: readonly Tone[] = ['one', 'three', 'four', 'five', 'six'];

/** What is offered to each application per minute, and the cores it needs against those that are there. */
export function LoadPreview({ preview }: { readonly preview: Preview }) {
  const { seconds, bands, offered, cores } = useMemo(() => chartsOf(preview), [preview]);
  const shared = { seconds, bands, format: quantity, syncKey: 'preview' };
  return (
    <>
      <div className="charts">
        {offered.length > 0 && <TimeChart {...shared} title="Offered load" note="Requests per second, each minute; the first seed" series={offered} />}
        {cores.length > 1 && <TimeChart {...shared} title="Demand and capacity" note="Cores of nominal speed, before any overhead" series={cores} />}
      </div>
      {cores.length === 1 && <Empty title="This scenario offers no load over time; it is about placement alone" />}
      <FaultList faults={preview.faults} />
    </>
  );
}

function chartsOf({ minutes, faults }: Preview) {
  const apps = [...new Set(minutes.flatMap((minute) => Object.keys(minute.offeredPerApp)))];
  const offered = apps.map(
    (app, index): ChartSeries => ({
      label: app,
      values: minutes.map((minute) => minute.offeredPerApp[app] ?? 0),
      tone: TONES[index % TONES.length] ?? 'one',
      dashed: index >= TONES.length,
    }),
  );
  const line = (label: string, tone: Tone, of: (minute: Preview['minutes'][number]) => number, dashed = false): ChartSeries[] => {
    const values = minutes.map(of);
    return values.some((value) => value > 0) ? [{ label, tone, values, dashed }] : [];
  };
  const grows = minutes.some((minute) => minute.capacityMax > minute.capacity);
  return {
    seconds: minutes.map((minute) => minute.t * 60),
    offered,
    cores: [
      ...line('requests', 'one', (minute) => minute.demand),
      ...line('jobs handed in', 'three', (minute) => minute.batchDemand),
      ...line('machines up', 'two', (minute) => minute.capacity, true),
      ...(grows ? line('if all pools grew', 'four', (minute) => minute.capacityMax, true) : []),
    ],
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
