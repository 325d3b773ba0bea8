import { type RefObject, useEffect } from 'react';
import uPlot from 'uplot';
import { clock } from '../ui/format';
import { faultBands } from './fault-bands';
import type { TimeChartProps } from './time-chart';

const HEIGHT_PX = 190;
const DASH = [6, 4];
/** Steps of a clock, not of a ruler. */
const ROUND_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];

const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Owns the uPlot instance of a chart: made with the data, sized with its frame, redrawn when the colour scheme changes. Made anew when an array of it is another one: callers memoize. */
export function usePlot(frame: RefObject<HTMLDivElement | null>, props: TimeChartProps, onCursor: (index: number | null) => void): void {
  const { seconds, series, bands, format, syncKey, highest, counts } = props;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name).trim();
    const plot = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: HEIGHT_PX,
        legend: { show: false },
        cursor: { sync: { key: syncKey }, points: { size: 7 }, drag: { x: false, y: false } },
        scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(highest ?? 0, (Number.isFinite(max) ? max : 1) * 1.08) || 1] } },
        axes: [
          { ...axis(colour, (value) => clock(value), 34, 70), incrs: ROUND_SECONDS },
          { ...axis(colour, format, 60, 30), ...(counts ? { incrs: WHOLE_STEPS } : {}) },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.label,
            stroke: colour(`--tone-${one.tone}`),
            width: 2,
            points: { show: false },
            ...(one.dashed ? { dash: DASH } : {}),
            ...(one.stepped && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
          })),
        ],
        plugins: [faultBands(bands, colour('--fault'))],
        hooks: { setCursor: [(self) => onCursor(self.cursor.idx ?? null)] },
      },
      [seconds as number[], ...series.map((one) => one.values as (number | null)[])],
      element,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT_PX }));
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => plot.redraw(false, true);
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resized.disconnect();
      plot.destroy();
    };
  }, [frame, seconds, series, bands, format, syncKey, highest, counts, onCursor]);
}

function axis(colour: (name: string) => () => string, write: (value: number) => string, size: number, space: number): uPlot.Axis {
  return {
    stroke: colour('--ink-muted'),
    font: '12px system-ui, sans-serif',
    size,
    space,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    values: (_, ticks) => ticks.map(write),
  };
}
