import type { Problem } from '#core/problem';
import type { Place } from '../entry.js';
import type { PolicyRule } from '../policy/policy-rule.js';
import { type Finding, type Path, problemAt, shown, type SourceDocument } from '../source/source-document.js';

export type Data = Readonly<Record<string, unknown>>;
export const isMap = (value: unknown): value is Data => value !== null && typeof value === 'object' && !Array.isArray(value);
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] => (isMap(value) ? Object.entries(value) : []);
export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A stack file under reading: says what is wrong where. */
export class StackSource {
  constructor(
    readonly document: SourceDocument,
    /** Variables filled in, values cast. */
    readonly data: Data,
    private readonly problems: Problem[],
  ) {}

  section(name: string): readonly (readonly [string, unknown])[] {
    return entriesOf(this.data[name]);
  }

  say(path: Path, finding: Finding, what: 'value' | 'key' = 'value'): undefined {
    this.problems.push(problemAt(this.document, path, finding, what));
    return undefined;
  }

  /** Says what the rule has against the value; true when it forbids it. */
  forbidden(path: Path, value: unknown, rule: PolicyRule): boolean {
    if (!rule.forbids(value)) return false;
    this.say(path, { code: rule.code, message: rule.message(shown(value)), hint: rule.instead });
    return true;
  }

  placeOf(path: Path): Place {
    const { file, line, column } = problemAt(this.document, path, { code: 'not-a-manifest', message: '' }, 'key');
    return { file, line, column };
  }
}
