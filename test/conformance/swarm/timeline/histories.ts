/** What a task went through, as far as the managers decide it: states that only the node agent passes through count as assigned. */
export interface History {
  readonly text: string;
  /** When its last part happened, ms. */
  readonly lastMs: number;
}

interface Event {
  readonly t: number;
  readonly op: string;
  readonly id: string;
  readonly svc: string;
  readonly ds: string;
  readonly st: string;
  readonly msg: string;
  readonly err?: string;
}

const OF_THE_AGENT = new Set(['accepted', 'preparing', 'ready', 'starting']);
/** Whether a task gets its addresses or its leave to run first is a race that nobody waits for. */
const coarse = (st: string): string => (OF_THE_AGENT.has(st) ? 'assigned' : st === 'new' ? 'pending' : st);

export function historiesOf(events: readonly Event[], untilMs: number): readonly History[] {
  const byTask = new Map<string, { parts: string[]; at: number[]; last: string; state: string }>();
  for (const { t, op, id, svc, ds, st, msg, err = '' } of events) {
    if (t > untilMs) continue;
    const history = byTask.get(id) ?? { parts: [svc], at: [], last: '', state: '' };
    byTask.set(id, history);
    const state = coarse(st);
    const part = op === 'remove' ? 'removed' : `${ds}/${state}${err === '' ? '' : ` (${err})`}`;
    if (part === history.last) continue;
    history.last = part;
    // The message of a state is that with which it was reached.
    const said = op === 'remove' || st === 'new' || state === 'pending' || state === history.state ? '' : ` "${msg}"`;
    history.state = state;
    history.parts.push(`${part}${said}`);
    history.at.push(t);
  }
  return [...byTask.values()].map(({ parts, at }) => ({ text: parts.join(' > '), lastMs: at.at(-1) ?? 0 })).sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** Each of one has its own of the other: the same, or the beginning of it when it was still under way at the end. */
export function sameHistories(a: readonly History[], b: readonly History[], untilMs: number): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  const unmatched = a.filter((one) => {
    const at = left.findIndex((other) => other.text === one.text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return unmatched.every((one) => {
    const at = left.findIndex((other) => isBeginning(one, other, untilMs) || isBeginning(other, one, untilMs));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

const UNDER_WAY_MS = 2500;
export const isBeginning = (part: History, whole: History, untilMs: number): boolean =>
  whole.text.startsWith(part.text) && (part.text === whole.text || whole.lastMs > untilMs - UNDER_WAY_MS || part.lastMs > untilMs - UNDER_WAY_MS);
