import { checkEntryAgainst, type Entry, parseEntry } from '#core/entry';
import { accepted, type Outcome, refused } from '#core/problem';
import type { Scenario } from '#core/scenario';
import { unpackPath } from '#io/artifacts';

/** A file, folder or archive as an entry, checked against a scenario when there is one. The server refuses by the same rules. */
export async function readEntry(path: string, scenario: Scenario | null): Promise<Outcome<Entry>> {
  const files = await unpackPath(path);
  if (!files.ok) return files;
  const parsed = parseEntry(files.value);
  if (!parsed.ok || scenario === null) return parsed;
  const problems = [...parsed.warnings, ...checkEntryAgainst(parsed.value, scenario)];
  return problems.some((problem) => problem.severity === 'error') ? refused(problems) : accepted(parsed.value, problems);
}
