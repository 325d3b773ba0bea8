export type Severity = 'error' | 'warning';

/** One thing wrong with what somebody handed in: where it is, what it is, and what to write instead. */
export interface Problem {
  /** Stable, documented, kebab-case: `unknown-field`, `privileged-container`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence a person can act on, without the place. */
  readonly message: string;
  /** What to write instead, when that is known. */
  readonly hint?: string;
  /** Path inside the entry, or the file as it was named. */
  readonly file: string;
  /** 1-based; 1:1 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** Field path inside the document: `spec.template.spec.containers[0].image`. */
  readonly path?: string;
}

/** `deploy.yaml:12:9: error unknown-field: spec.replica: … (write `replicas`)`: the form editors and terminals can jump to. */
export function formatProblem(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  const path = problem.path === undefined ? '' : `${problem.path}: `;
  return `${place}: ${problem.severity} ${problem.code}: ${path}${problem.message}${hint}`;
}
