import type { Problem } from '#core/problem';
import type { EntryProblemCode } from '../problem-codes.js';
import type { Place } from '../entry.js';

/** Everything that one dialect says and another cannot, each at the place where it is said. */
export class Losses {
  private readonly found: Problem[] = [];

  add(place: Place, what: string, why: string): void {
    const code: EntryProblemCode = 'lost-in-translation';
    const { file, line, column } = place;
    if (this.found.some((one) => one.message === what && one.file === file && one.line === line)) return;
    this.found.push({ code, severity: 'warning', message: what, hint: why, file, line, column });
  }

  get all(): readonly Problem[] {
    return [...this.found].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
  }
}
