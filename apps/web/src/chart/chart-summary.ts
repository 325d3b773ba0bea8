import { clock } from '../ui/format';
import type { FaultBand } from './fault-bands';

interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What a chart shows, for those who do not see it: range, peak and its moment, end, and the faults. */
export function inOneSentence(series: readonly Line[], seconds: readonly number[], bands: readonly FaultBand[], format: (value: number) => string): string {
  const lines = series.map((line) => oneLine(line, seconds, format));
  const faults = bands.map((band) => `${band.label.replaceAll('-', ' ')} at ${clock(band.from)}`);
  return [...lines, faults.length === 0 ? 'No faults.' : `Faults: ${faults.join(', ')}.`].join(' ');
}

function oneLine({ label, values }: Line, seconds: readonly number[], format: (value: number) => string): string {
  let low: number | null = null;
  let high: number | null = null;
  let peak = 0;
  let last: number | null = null;
  values.forEach((value, index) => {
    if (value === null) return;
    if (low === null || value < low) low = value;
    if (high === null || value > high) {
      high = value;
      peak = index;
    }
    last = value;
  });
  if (low === null || high === null || last === null) return `${label}: no data.`;
  return `${label}: from ${format(low)} to ${format(high)}, highest at ${clock(seconds[peak] ?? 0)}, ${format(last)} at the end.`;
}
