import { useId, useMemo, useRef, useState } from 'react';
import { clock } from '../ui/format';
import { ScrollRegion } from '../ui/scroll-region';
import { inOneSentence } from './chart-summary';
import type { FaultBand } from './fault-bands';
import { usePlot } from './use-plot';

export type Tone = 'one' | 'two' | 'three' | 'four' | 'five' | 'six';

export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  /** Lines differ by dash as well as by colour. */
  readonly dashed?: boolean;
  readonly stepped?: boolean;
}

export interface TimeChartProps {
  readonly title: string;
  readonly note: string;
  readonly seconds: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly bands: readonly FaultBand[];
  readonly format: (value: number) => string;
  /** Charts of one key share their cursor. */
  readonly syncKey: string;
  readonly highest?: number;
  /** Whole things: no ticks between them. */
  readonly counts?: boolean;
}

/** A line chart over virtual time, with the same in words and as a table. */
export function TimeChart(props: TimeChartProps) {
  const { title, note, seconds, series, bands, format } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  usePlot(frame, props, setAt);
  const summary = useMemo(() => inOneSentence(series, seconds, bands, format), [series, seconds, bands, format]);
  return (
    <figure className="chart" aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <figcaption>
        <span id={`${id}-title`} className="chart-title">
          {title}
        </span>
        <span className="muted">{note}</span>
      </figcaption>
      <ul className="chart-legend" aria-hidden="true">
        {series.map((one) => (
          <li key={one.label}>
            <svg viewBox="0 0 22 6" width="22" height="6" className={`tone-${one.tone}`}>
              <line x1="0" x2="22" y1="3" y2="3" strokeWidth="2" {...(one.dashed ? { strokeDasharray: '5 3' } : {})} />
            </svg>
            {one.label}
            <span className="chart-value">{at === null ? '' : written(one.values[at], format)}</span>
          </li>
        ))}
        <li className="chart-clock">{at === null ? '' : `at ${clock(seconds[at] ?? 0)}`}</li>
      </ul>
      <div ref={frame} className="chart-frame" aria-hidden="true" />
      <p id={`${id}-summary`} className="visually-hidden">
        {summary}
      </p>
      <ChartData {...props} />
    </figure>
  );
}

const written = (value: number | null | undefined, format: (value: number) => string): string => (value === null || value === undefined ? '–' : format(value));

/** The rows are made only while somebody looks at them: a long run has thousands. */
function ChartData({ title, seconds, series, format }: TimeChartProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="chart-data" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Data of “{title}”</summary>
      {open && (
        <ScrollRegion label={`Data of ${title}`}>
          <table>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {series.map((one) => (
                  <th key={one.label} scope="col" className="number">
                    {one.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {seconds.map((second, index) => (
                <tr key={second}>
                  <th scope="row">{clock(second)}</th>
                  {series.map((one) => (
                    <td key={one.label} className="number">
                      {written(one.values[index], format)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </details>
  );
}
