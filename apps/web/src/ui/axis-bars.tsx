import { AXES, type Axis } from '../api/model';
import { minus } from './format';

type Normalized = Readonly<Record<Axis, number | null>>;

const LEFT = -1;
const RIGHT = 1.25;
const place = (value: number): number => ((Math.min(RIGHT, Math.max(LEFT, value)) - LEFT) / (RIGHT - LEFT)) * 100;

/** One bar of a normalized cost from the baseline (0): rightwards is better than the baseline, the second tick is the best known. */
export function AxisBar({ axis, value, weight }: { readonly axis: Axis; readonly value: number | null; readonly weight?: number }) {
  const zero = place(0);
  const end = place(value ?? 0);
  return (
    <svg className={`axis-bar axis-${axis}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" data-muted={weight === 0 || undefined}>
      <rect className="axis-track" x="0" y="3" width="100" height="2" />
      <rect className={(value ?? 0) < 0 ? 'axis-fill axis-fill-worse' : 'axis-fill'} x={Math.min(zero, end)} y="1" width={Math.abs(end - zero)} height="6" />
      <rect className="axis-tick" x={zero - 0.4} y="0" width="0.8" height="8" />
      <rect className="axis-tick" x={place(1) - 0.4} y="0" width="0.8" height="8" />
    </svg>
  );
}

export const axesInWords = (axes: Normalized): string =>
  AXES.map((axis) => `${axis} ${axes[axis] === null ? 'not scored' : (axes[axis] * 100).toFixed(0)}`).join(', ');

/** The three axes under each other. Letters, not colours, say which is which. */
export function AxisBars({ axes, labels = false }: { readonly axes: Normalized; readonly labels?: boolean }) {
  return (
    <span className="axis-bars" title={`0 is the baseline, 100 the best known: ${axesInWords(axes)}`}>
      <span className="visually-hidden">{axesInWords(axes)}</span>
      {AXES.map((axis) => (
        <span key={axis} className="axis-row" aria-hidden="true">
          {labels && <span className="axis-letter">{axis.charAt(0).toUpperCase()}</span>}
          <AxisBar axis={axis} value={axes[axis]} />
          {labels && <span className="axis-number">{axes[axis] === null ? '–' : minus((axes[axis] * 100).toFixed(0))}</span>}
        </span>
      ))}
    </span>
  );
}
