import { Link } from '../routing/router';
import type { UnderWay } from './under-way';

export function JudgingProgress({ underWay }: { readonly underWay: readonly UnderWay[] }) {
  return (
    <section className="panel" aria-labelledby="judging-title">
      <h2 id="judging-title">Being judged</h2>
      {underWay.length === 0 ? (
        <p className="muted">No submission is under way.</p>
      ) : (
        <ul className="progress-list">
          {underWay.map((one) => (
            <li key={one.submissionId}>
              <span className="progress-head">
                <Link href={`/submissions/${encodeURIComponent(one.submissionId)}`}>{one.team}</Link>
                <span className="muted">
                  {one.total === 0 ? 'queued' : `${one.done} of ${one.total} runs`}
                  {one.running > 0 && `, ${one.running} running`}
                </span>
              </span>
              <progress max={Math.max(1, one.total)} value={one.done} aria-label={`${one.team}: ${one.done} of ${one.total} runs judged`} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
