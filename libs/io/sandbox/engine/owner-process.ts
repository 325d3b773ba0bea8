import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const START_TIME = 19;

/** When a process of this host began, in ticks since boot: with the number it is never another's. Null: there is no such process. */
function startOf(pid: number): string | null {
  try {
    // The name of the program is in brackets and may hold anything; what follows the last one is numbers.
    const [, after = ''] = /\)([^)]*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return after.trim().split(' ')[START_TIME] ?? null;
  } catch {
    return null;
  }
}

/** This process, as others on this host can look for it: `number-start`. */
export const processMark = (): string => `${process.pid}-${startOf(process.pid) ?? '0'}`;

/** Whether the process of such a mark, made on a host of that name, is known to be over. Of other hosts nothing is known. */
export function isOver(mark: string, host: string): boolean {
  const [pid = '', start] = mark.split('-');
  return host === hostname() && /^\d+$/.test(pid) && startOf(Number(pid)) !== start;
}
