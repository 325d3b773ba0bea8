import type { z } from 'zod';
import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import { checkNames } from './check-names.js';
import { problemAt, problemsOfIssues } from './document/problems-of-issues.js';
import { readDocument, type SourceDocument } from './document/read-document.js';
import { type ScenarioDraft, scenarioFormat } from './format/scenario-format.js';
import { lintScenario } from './lint/lint-scenario.js';
import type { Scenario } from './scenario.js';
import { scenarioOfDraft } from './scenario-of-draft.js';
import { extremesOf, replacedAt } from './vary-data.js';

/** Reads a scenario file: the scenario with lint's warnings, or every problem at once. */
export function parseScenario(text: string, file: string): Outcome<Scenario> {
  const read = readDocument(text, file);
  if ('problems' in read) return refused(read.problems);
  const parsed = scenarioFormat.safeParse(read.document.data);
  if (!parsed.success) return refused(inOrder(problemsOfIssues(parsed.error.issues, read.document.inDetail() ?? read.document)));
  const names = nameProblems(parsed.data, read.document);
  if (names.length > 0) return refused(inOrder(names));
  const variations = variationProblems(parsed.data, read.document);
  if (variations.length > 0) return refused(inOrder(variations));
  const scenario = scenarioOfDraft(parsed.data, text);
  return accepted(scenario, lintScenario(scenario, file));
}

function nameProblems(draft: ScenarioDraft, document: SourceDocument): readonly Problem[] {
  return checkNames(draft).map((finding) => {
    const problem = problemAt(document, finding.path, finding.code, finding.message);
    return finding.hint === undefined ? problem : { ...problem, hint: finding.hint };
  });
}

/** Every edge of every variation must give a scenario that is as well-formed as the file itself. */
function variationProblems(draft: ScenarioDraft, document: SourceDocument): readonly Problem[] {
  return Object.entries(draft.vary).flatMap(([path, draw]) => {
    for (const value of extremesOf(draw)) {
      const varied = replacedAt(document.data, path.split('.'), value);
      const complain = (message: string): readonly Problem[] => [problemAt(document, ['vary', path], 'bad-variation', message, 'key')];
      if (varied === undefined) return complain(`there is no single value at \`${path}\` that could vary`);
      const parsed = reparsed(draft, varied, path.split('.')[0] ?? '');
      const first = parsed.success ? checkNames(parsed.data)[0]?.message : problemsOfIssues(parsed.error.issues, document)[0]?.message;
      if (first !== undefined) return complain(`with \`${value}\` the scenario is not well-formed: ${first}`);
    }
    return [];
  });
}

type Block = keyof typeof scenarioFormat.shape;
type Reparsed = { readonly success: true; readonly data: ScenarioDraft } | { readonly success: false; readonly error: z.core.$ZodError };

/** A variation touches one block: only that one is read again, however large the others are. */
function reparsed(draft: ScenarioDraft, varied: unknown, block: string): Reparsed {
  if (!Object.hasOwn(scenarioFormat.shape, block)) return scenarioFormat.safeParse(varied);
  const parsed = scenarioFormat.shape[block as Block].safeParse((varied as Readonly<Record<string, unknown>>)[block]);
  return parsed.success ? { success: true, data: { ...draft, [block]: parsed.data } } : { success: false, error: parsed.error };
}

const inOrder = (problems: readonly Problem[]): readonly Problem[] => problems.slice().sort((a, b) => a.line - b.line || a.column - b.column);
