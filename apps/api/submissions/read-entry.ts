import { checkEntryAgainst, type Entry, type EntryFile, parseEntry } from '#core/entry';
import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import type { Scenario } from '#core/scenario';

/** Files → an entry that every scenario of the contest can be judged with, or all that is wrong with it at once. */
export function readEntry(files: readonly EntryFile[], divisions: readonly string[], scenarios: readonly Scenario[]): Outcome<Entry> {
  const parsed = parseEntry(files);
  if (!parsed.ok) return parsed;
  const entry = parsed.value;
  if (!divisions.includes(entry.division)) return refused([...parsed.warnings, wrongDivision(entry, divisions)]);
  const findings = onceEach([...parsed.warnings, ...scenarios.flatMap((scenario) => checkEntryAgainst(entry, scenario))]);
  return findings.some((problem) => problem.severity === 'error') ? refused(findings) : accepted(entry, findings);
}

function wrongDivision(entry: Entry, divisions: readonly string[]): Problem {
  return {
    code: 'division-not-offered',
    severity: 'error',
    message: `this is an entry of the division \`${entry.division}\`, and the contest has ${divisions.map((name) => `\`${name}\``).join(', ')}`,
    file: entry.files[0]?.path ?? '',
    line: 1,
    column: 1,
  };
}

/** Two scenarios may find the same thing. */
function onceEach(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.code, problem.file, problem.line, problem.column, problem.message]);
    return !seen.has(key) && seen.add(key);
  });
}
