import type { Problem } from '../api/model';

/** Everything wrong with an entry at once, each with its place in the form editors jump to. */
export function ProblemList({ problems, label }: { readonly problems: readonly Problem[]; readonly label: string }) {
  return (
    <ol className="problems" aria-label={label}>
      {problems.map((problem, index) => (
        <li key={index} className={`problem problem-${problem.severity}`}>
          <p className="problem-place">
            <code>
              {problem.file}:{problem.line}:{problem.column}
            </code>{' '}
            <code className="problem-code">{problem.code}</code>
          </p>
          <p>{problem.message}</p>
          {problem.hint !== undefined && <p className="problem-hint">→ {problem.hint}</p>}
        </li>
      ))}
    </ol>
  );
}
