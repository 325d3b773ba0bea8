import type { RunRecord } from '#core/run';

/** One decision or its effect, as both worlds log it. */
export interface RunEvent {
  readonly atUs: number;
  readonly kind: 'placed' | 'ready' | 'scaled';
  readonly app: string;
  readonly what: string;
}

type Line = readonly [number, string, ...(string | number | null)[]];

/** Placements, scalings and first readiness out of a run's log, in order. */
export function eventsOf({ log }: Pick<RunRecord, 'log'>): readonly RunEvent[] {
  const apps = new Map<string, string>();
  const ready = new Set<string>();
  const events: RunEvent[] = [];
  for (const text of log.lines) {
    const [atUs, kind, ...fields] = JSON.parse(text) as Line;
    if (kind === 'start-pod') {
      const [pod, , node, image] = fields.map(String) as [string, string, string, string];
      const app = image.replace(/^.*regatta\//, '').replace(/[:@].*$/, '');
      apps.set(pod, app);
      events.push({ atUs, kind: 'placed', app, what: node });
    } else if (kind === 'pod-phase' && fields[1] === 'ready' && !ready.has(String(fields[0]))) {
      ready.add(String(fields[0]));
      events.push({ atUs, kind: 'ready', app: apps.get(String(fields[0])) ?? '', what: '' });
    } else if (kind === 'note' && fields[0] === 'scaled' && atUs > 5_000_000) {
      events.push({ atUs, kind: 'scaled', app: String(fields[1]).replace(/^.*\//, ''), what: String(fields[4]) });
    }
  }
  return events;
}

export interface ComparedRow {
  readonly event: string;
  readonly simulated: string;
  readonly live: string;
  readonly difference: string;
}

const seconds = (us: number): string => `${(us / 1e6).toFixed(1)} s`;

/** Lays the n-th event of each kind and application of one run beside the n-th of the other. */
export function compareRuns(simulated: readonly RunEvent[], live: readonly RunEvent[]): readonly ComparedRow[] {
  const rows: ComparedRow[] = [];
  for (const kind of ['placed', 'ready', 'scaled'] as const) {
    const apps = [...new Set([...simulated, ...live].filter((event) => event.kind === kind).map(({ app }) => app))].sort();
    for (const app of apps) {
      const of = (events: readonly RunEvent[]) => events.filter((event) => event.kind === kind && event.app === app);
      const [left, right] = [of(simulated), of(live)];
      for (let place = 0; place < Math.max(left.length, right.length); place++) rows.push(rowOf(kind, app, place, left[place], right[place]));
    }
  }
  return rows;
}

function rowOf(kind: RunEvent['kind'], app: string, place: number, left: RunEvent | undefined, right: RunEvent | undefined): ComparedRow {
  const shown = (event: RunEvent | undefined): string => (event === undefined ? '–' : `${seconds(event.atUs)} ${event.what}`.trim());
  const both = left !== undefined && right !== undefined;
  const later = both ? `${right.atUs >= left.atUs ? '+' : '−'}${seconds(Math.abs(right.atUs - left.atUs))}` : 'only one';
  const elsewhere = both && kind === 'placed' ? (left.what === right.what ? ', same node' : ', other node') : '';
  return { event: `${app} ${kind} ${place + 1}`, simulated: shown(left), live: shown(right), difference: `${later}${elsewhere}` };
}
