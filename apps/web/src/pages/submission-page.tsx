import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ContestScenario, RunSummary, Submission } from '../api/model';
import { useLiveEvents } from '../api/live-events';
import { contestQuery, submissionQuery } from '../api/queries';
import { ProblemList } from '../contest/problem-list';
import { Link, navigate, useSearch } from '../routing/router';
import { PointsTable } from '../submission/points-table';
import { RunView } from '../submission/run-view';
import { seedName } from '../submission/seed-name';
import { scoreInWords } from '../submission/score-in-words';
import { Verdict } from '../submission/verdict';
import { Digest } from '../ui/digest';
import { capitalized, score } from '../ui/format';
import { LiveBadge } from '../ui/live-badge';
import { Loaded } from '../ui/load-states';
import { PageTitle } from '../ui/page-title';
import { Timestamp } from '../ui/timestamp';

export function SubmissionPage({ id }: { readonly id: string }) {
  const submission = useQuery(submissionQuery(id));
  return (
    <Loaded query={submission} what="this submission" lines={8}>
      {(data) => <SubmissionView submission={data} />}
    </Loaded>
  );
}

function SubmissionView({ submission }: { readonly submission: Submission }) {
  const contest = useQuery(contestQuery(submission.contestId));
  const live = useSubmissionEvents(submission);
  const scenarios = new Map(contest.data?.scenarios.map((scenario) => [scenario.id, scenario]));
  const shown = useShownRun(submission.runs);
  const finished = submission.runs.filter((run) => run.state === 'scored' || run.state === 'failed').length;
  return (
    <>
      <PageTitle
        title={`Submission by ${submission.team.name}`}
        eyebrow={<Link href={`/contests/${encodeURIComponent(submission.contestId)}`}>{contest.data?.title ?? 'Contest'}</Link>}
      >
        <p className="facts">
          <span className={`badge state-${submission.state}`}>{capitalized(submission.state)}</span>
          <span>{submission.division}</span>
          <span>
            submitted <Timestamp at={submission.submittedAt} />
          </span>
          <span>
            entry <Digest value={submission.entryDigest} label="entry digest" />
          </span>
          {submission.state === 'judging' && <LiveBadge state={live} />}
        </p>
      </PageTitle>
      <div className="headline">
        <p className="headline-score">
          <span className="headline-number">{score(submission.score)}</span>
          <span className="muted">{scoreInWords(submission)}</span>
        </p>
        <p className="headline-progress">
          <progress max={Math.max(1, submission.runs.length)} value={finished} aria-label="Runs judged" />
          <span className="muted" role="status">
            {finished} of {submission.runs.length} runs judged
          </span>
        </p>
      </div>
      {submission.warnings.length > 0 && (
        <details className="panel">
          <summary>
            {submission.warnings.length} warning{submission.warnings.length === 1 ? '' : 's'} about the entry
          </summary>
          <ProblemList problems={submission.warnings} label="Warnings about the entry" />
        </details>
      )}
      <section aria-labelledby="points-title">
        <h2 id="points-title">Where points were won and lost</h2>
        <PointsTable runs={submission.runs} scenarios={scenarios} />
      </section>
      <section aria-labelledby="runs-title">
        <h2 id="runs-title">Runs</h2>
        <RunSwitcher runs={submission.runs} scenarios={scenarios} shown={shown} />
        {shown !== undefined && <RunView key={shown.id} summary={shown} scenario={scenarios.get(shown.scenarioId)} />}
      </section>
    </>
  );
}

/** The run in the address (`?run=…`), so that it can be linked to; else the first that has something to show. */
function useShownRun(runs: readonly RunSummary[]): RunSummary | undefined {
  const wanted = new URLSearchParams(useSearch()).get('run');
  return runs.find((run) => run.id === wanted) ?? runs.find((run) => run.state === 'scored') ?? runs[0];
}

function useSubmissionEvents(submission: Submission) {
  const queries = useQueryClient();
  const path = submission.state === 'judging' ? `/api/v1/submissions/${encodeURIComponent(submission.id)}/events` : null;
  return useLiveEvents(path, () => {
    void queries.invalidateQueries({ queryKey: ['submission', submission.id] });
    void queries.invalidateQueries({ queryKey: ['run'] });
  });
}

interface SwitcherProps {
  readonly runs: readonly RunSummary[];
  readonly scenarios: ReadonlyMap<string, ContestScenario>;
  readonly shown: RunSummary | undefined;
}

function RunSwitcher({ runs, scenarios, shown }: SwitcherProps) {
  const ids = [...new Set(runs.map((run) => run.scenarioId))];
  return (
    <nav className="runs" aria-label="Runs by scenario and seed">
      {ids.map((scenarioId) => (
        <div key={scenarioId} className="runs-row">
          <span className="runs-scenario">{scenarios.get(scenarioId)?.title ?? scenarioId}</span>
          <ul className="runs-seeds">
            {runs
              .filter((run) => run.scenarioId === scenarioId)
              .map((run) => (
                <li key={run.id}>
                  <a
                    href={`?run=${encodeURIComponent(run.id)}`}
                    className="run-chip"
                    aria-current={run.id === shown?.id ? 'true' : undefined}
                    onClick={(event) => {
                      event.preventDefault();
                      navigate(`?run=${encodeURIComponent(run.id)}`, 'replace');
                    }}
                  >
                    <span>{seedName(run)}</span> <Verdict run={run} />
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
