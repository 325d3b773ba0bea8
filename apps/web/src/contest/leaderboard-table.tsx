import { useEffect, useRef, useState } from 'react';
import type { Contest, ContestScenario, Leaderboard, Standing, StandingScenario } from '../api/model';
import { Link } from '../routing/router';
import { AxisBars } from '../ui/axis-bars';
import { Course } from '../ui/course';
import { band, score } from '../ui/format';
import { Empty } from '../ui/load-states';
import { ScrollRegion } from '../ui/scroll-region';
import { Timestamp } from '../ui/timestamp';
import { changesBetween } from './leaderboard-changes';
import { certainty } from './certainty';
import { meanAxes } from './mean-axes';

interface Props {
  readonly contest: Contest;
  readonly leaderboard: Leaderboard;
}

export function LeaderboardTable({ contest, leaderboard }: Props) {
  const { changed, said } = useChanges(leaderboard.standings);
  return (
    <>
      <p className="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
      {leaderboard.frozen && (
        <p className="note">The leaderboard is frozen: it shows the state at the freeze, and so does everything derived from it, until the contest closes.</p>
      )}
      {leaderboard.standings.length === 0 ? (
        <Empty title="No standings yet">
          <p>The first row appears when the first submission has been judged. This page updates by itself.</p>
        </Empty>
      ) : (
        <ScrollRegion label="Leaderboard table">
          {/* Roles are spelled out because narrow screens lay the rows out as cards, which takes them away in some browsers. */}
          <table className="board" role="table">
            <caption className="visually-hidden">
              Standings, best first. A rank band such as 2–4 means that these entries cannot be told apart on the seeds judged so far.
            </caption>
            <Head scenarios={contest.scenarios} />
            <tbody role="rowgroup">
              {leaderboard.standings.map((standing) => (
                <Row key={standing.team.id + standing.submissionId} standing={standing} scenarios={contest.scenarios} changed={changed.has(standing.team.id)} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <p className="legend-line muted">
        Boat: the score between the worst (−100), the baseline (left buoy, 0) and the best known (right buoy, 100). L latency, U utilization, R recovery, on the
        same scale. A rank such as 2–4 is a band that the seeds judged so far cannot tell apart: inside it the earlier submission stands higher. Reference
        entries are there to compare with.
      </p>
    </>
  );
}

/** Remembers the standings before, so that a change can be marked and said. */
function useChanges(standings: readonly Standing[]): { readonly changed: ReadonlySet<string>; readonly said: string } {
  const before = useRef<readonly Standing[] | null>(null);
  const [changes, setChanges] = useState<{ readonly changed: ReadonlySet<string>; readonly said: string }>({ changed: new Set(), said: '' });
  useEffect(() => {
    if (before.current !== null && before.current !== standings) {
      const next = changesBetween(before.current, standings);
      if (next.changed.size > 0) setChanges(next);
    }
    before.current = standings;
  }, [standings]);
  return changes;
}

function Head({ scenarios }: { readonly scenarios: readonly ContestScenario[] }) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">
          Rank
        </th>
        <th scope="col" role="columnheader">
          Team
        </th>
        <th scope="col" role="columnheader" className="number">
          Score
        </th>
        <th scope="col" role="columnheader">
          Axes
        </th>
        {scenarios.map((scenario) => (
          <th key={scenario.id} scope="col" role="columnheader" className="number scenario-head">
            {!scenario.revealed ? scenario.title : <Link href={`/scenarios/${encodeURIComponent(scenario.id)}`}>{scenario.title}</Link>}
          </th>
        ))}
        <th scope="col" role="columnheader">
          Submitted
        </th>
      </tr>
    </thead>
  );
}

function Row({ standing, scenarios, changed }: { readonly standing: Standing; readonly scenarios: readonly ContestScenario[]; readonly changed: boolean }) {
  const shared = standing.bandFrom !== standing.bandTo;
  return (
    <tr role="row" className={standing.reference ? 'board-row reference' : 'board-row'} data-changed={changed || undefined}>
      <td role="cell" className="cell-rank" title={shared ? 'Cannot be told apart from the others in this band' : undefined}>
        <span className="rank">{band(standing)}</span>
      </td>
      <th scope="row" role="rowheader" className="cell-team">
        <Link href={`/submissions/${encodeURIComponent(standing.submissionId)}`}>{standing.team.name}</Link>
        <span className="cell-sub">
          {standing.division}
          {standing.reference && ' · reference'}
        </span>
        {certainty(standing) !== null && <span className="cell-sub">{certainty(standing)}</span>}
      </th>
      <td role="cell" className="cell-score number">
        <span className="score">{score(standing.score)}</span>
        <Course score={standing.score} />
      </td>
      <td role="cell" className="cell-axes">
        <AxisBars axes={meanAxes(standing, scenarios)} labels />
      </td>
      {scenarios.map((scenario) => (
        <td key={scenario.id} role="cell" className="cell-scenario number" data-label={scenario.title}>
          <ScenarioCell result={standing.scenarios.find((one) => one.scenarioId === scenario.id)} />
        </td>
      ))}
      <td role="cell" className="cell-when muted">
        <Timestamp at={standing.submittedAt} />
      </td>
    </tr>
  );
}

function ScenarioCell({ result }: { readonly result: StandingScenario | undefined }) {
  if (result === undefined) return <span className="muted">–</span>;
  return (
    <>
      <span>{score(result.score)}</span>
      {result.runs < result.runsTotal && (
        <span className="cell-sub">
          {result.runs} of {result.runsTotal} runs
        </span>
      )}
      <AxisBars axes={result} />
    </>
  );
}
