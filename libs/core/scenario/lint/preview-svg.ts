import { amountInWords, MINUTE } from '#core/units';
import type { PreviewFault, PreviewMinute, ScenarioPreview } from './preview-scenario.js';

const WIDTH = 760;
const HEIGHT = 260;
const LEFT = 52;
const RIGHT = 12;
const TOP = 34;
const BOTTOM = 34;

/**
 * Demand against capacity as one picture: text of its own, no script. Colours follow the reader's light or dark scheme;
 * what is meant never hangs on a colour alone (capacity is dashed, demand filled, faults are hatched bands with names).
 */
export function previewSvg(preview: ScenarioPreview): string {
  const count = Math.max(1, preview.minutes.length);
  const top = niceCeiling(Math.max(1, ...preview.minutes.flatMap((minute) => [drawnDemand(minute), minute.capacity])));
  const x = (minute: number) => num(LEFT + ((WIDTH - LEFT - RIGHT) * minute) / count);
  const y = (cores: number) => num(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * cores) / top);
  const step = (of: (minute: ScenarioPreview['minutes'][number]) => number) =>
    preview.minutes.map((minute) => `H${x(minute.t)}V${y(of(minute))}H${x(minute.t + 1)}`).join('');
  const demand = step(drawnDemand);
  const capacity = step((minute) => minute.capacity).replace(/^H[\d.]+V/, `M${x(0)} `);
  const peak = Math.max(0, ...preview.minutes.map(drawnDemand));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="11">`,
    `<title id="t">${escaped(preview.scenario)}, seed ${preview.seed}: load against capacity</title>`,
    `<desc id="d">Demand peaks at ${peak.toFixed(1)} cores; ${preview.faults.length} faults.</desc>`,
    STYLE,
    '<rect class="ground" width="100%" height="100%"/>',
    ...gridLines(top, x, y, count),
    ...preview.faults.map((fault, index) => band(fault, index, count, x)),
    `<path class="demand" d="M${x(0)} ${y(0)}${demand}V${y(0)}Z"/>`,
    `<path class="capacity" d="${capacity}"/>`,
    ...latencyLine(preview, x),
    `<text x="${LEFT}" y="14">cores: <tspan class="name">■ demand</tspan>  ╌ capacity  <tspan class="p99name">— expected p99, at most ${worst(preview)}</tspan></text>`,
    `<text x="${WIDTH - RIGHT}" y="14" text-anchor="end">${costLine(preview)}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">minutes</text>`,
    '</svg>',
  ].join('\n');
}

const STYLE = `<style>
.ground{fill:#fff}text{fill:#1f2933}.grid{stroke:#d5dbe1}.demand{fill:#2563eb;fill-opacity:.45;stroke:#1d4ed8}.name{fill:#1d4ed8}
.p99{fill:none;stroke:#047857;stroke-width:1.2}.p99name{fill:#047857}.capacity{fill:none;stroke:#1f2933;stroke-width:1.5;stroke-dasharray:5 3}.fault{fill:#b45309;fill-opacity:.18;stroke:#b45309;stroke-dasharray:2 2}
@media (prefers-color-scheme:dark){.ground{fill:#12161b}text{fill:#e6eaef}.grid{stroke:#36404b}.demand{fill:#60a5fa;stroke:#93c5fd}.name{fill:#93c5fd}
.p99{stroke:#6ee7b7}.p99name{fill:#6ee7b7}.capacity{stroke:#e6eaef}.fault{fill:#f59e0b;stroke:#f59e0b}}
</style>`;

/** The expected p99 of the application that fares worst, on a scale of its own: the top of the picture is its highest. */
function latencyLine(preview: ScenarioPreview, x: Scale): readonly string[] {
  const values = preview.minutes.map(worstOf);
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  if (highest === 0) return [];
  const y = (value: number | null) => num(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (value ?? highest)) / highest);
  const path = values.map((value, t) => `${t === 0 ? 'M' : 'L'}${x(t + 0.5)} ${y(value)}`).join('');
  return [`<path class="p99" d="${path}"/>`];
}

/** Null: beyond capacity. */
function worstOf({ p99UsPerApp }: PreviewMinute): number | null {
  const all = Object.values(p99UsPerApp);
  return all.includes(null) ? null : Math.max(0, ...all.map((one) => one ?? 0));
}

function worst({ minutes }: ScenarioPreview): string {
  const values = minutes.map(worstOf);
  return values.includes(null) ? 'no end' : `${Math.round(Math.max(0, ...values.map((one) => one ?? 0)) / 1000)} ms`;
}

function costLine({ cost }: ScenarioPreview): string {
  return `a run: ${amountInWords(cost.leastPriceMicros / 1e6)} at least, ${amountInWords(cost.wholePriceMicros / 1e6)} for all machines`;
}

/** Jobs may wait; the picture shows them where they were handed in. */
const drawnDemand = (minute: PreviewMinute): number => minute.demand + minute.batchDemand;

type Scale = (value: number) => string;

function gridLines(top: number, x: Scale, y: Scale, count: number): readonly string[] {
  const lines = [0, 1, 2, 3, 4].map((quarter) => {
    const cores = (top * quarter) / 4;
    return `<path class="grid" d="M${LEFT} ${y(cores)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${y(cores)}" dy="4" text-anchor="end">${num(cores)}</text>`;
  });
  const every = niceCeiling(count / 12);
  for (let minute = 0; minute <= count; minute += every) lines.push(`<text x="${x(minute)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${minute}</text>`);
  return lines;
}

function band(fault: PreviewFault, index: number, count: number, x: Scale): string {
  const from = x(Math.min(count, fault.atUs / MINUTE));
  const to = x(Math.min(count, fault.untilUs === null ? count : fault.untilUs / MINUTE));
  const width = Math.max(2, Number(to) - Number(from));
  const label = `${fault.name} (${fault.target})`;
  const place = index < 8 ? `<text x="${from}" y="${TOP - 4 + 12 * (index % 4)}" dx="3" dy="10">${escaped(label)}</text>` : '';
  return `<g><title>${escaped(label)}</title><rect class="fault" x="${from}" y="${TOP}" width="${num(width)}" height="${HEIGHT - TOP - BOTTOM}"/>${place}</g>`;
}

/** 1, 2 or 5 times a power of ten, or 1: at least `value`. */
function niceCeiling(value: number): number {
  let size = 1;
  for (;;) {
    for (const digit of [1, 2, 5]) if (digit * size >= value) return digit * size;
    size *= 10;
  }
}

const num = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
