import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Contest } from '../api/model';
import { contestQuery, leaderboardQuery } from '../api/queries';
import { ExtraSeedsPanel } from '../contest/extra-seeds';
import { JudgingProgress } from '../contest/judging-progress';
import { BoardSwitch, useBoardWorld } from '../contest/board-switch';
import { LeaderboardTable } from '../contest/leaderboard-table';
import { PhaseBadge, phaseDates } from '../contest/phase-badge';
import { ScenarioList } from '../contest/scenario-list';
import { UploadForm } from '../contest/upload-form';
import { useContestEvents } from '../contest/use-contest-events';
import { LiveBadge } from '../ui/live-badge';
import { Loaded } from '../ui/load-states';
import { PageTitle } from '../ui/page-title';
import { Timestamp } from '../ui/timestamp';

export function ContestPage({ id }: { readonly id: string }) {
  const contest = useQuery(contestQuery(id));
  return (
    <Loaded query={contest} what="this contest" lines={8}>
      {(data) => <ContestView contest={data} />}
    </Loaded>
  );
}

function ContestView({ contest }: { readonly contest: Contest }) {
  const { live, underWay } = useContestEvents(contest.id);
  const world = useBoardWorld(contest);
  const leaderboard = useInfiniteQuery(leaderboardQuery(contest.id, world));
  const ofWorld = { ...contest, scenarios: contest.scenarios.filter((scenario) => scenario.world === world) };
  return (
    <>
      <PageTitle title={contest.title} eyebrow={<PhaseBadge phase={contest.phase} />}>
        <p className="lede">{contest.description}</p>
        <p className="facts">
          <span>{phaseDates(contest)}</span>
          <span>{contest.divisions.join(', ')}</span>
          {contest.submissionsPerDay !== null && <span>{contest.submissionsPerDay} submissions a day per team</span>}
        </p>
      </PageTitle>
      <div className="contest-grid">
        <section className="contest-board" aria-labelledby="leaderboard-title">
          <div className="section-head">
            <h2 id="leaderboard-title">Leaderboard</h2>
            <LiveBadge state={live} />
            {leaderboard.data !== undefined && (
              <span className="muted">
                computed <Timestamp at={leaderboard.data.generatedAt} />, scoring version {leaderboard.data.scoringVersion}
              </span>
            )}
          </div>
          <BoardSwitch contest={contest} shown={world} />
          <Loaded query={leaderboard} what="the leaderboard" lines={6}>
            {(data) => <LeaderboardTable key={world} contest={ofWorld} leaderboard={data} />}
          </Loaded>
          {leaderboard.hasNextPage && (
            <button type="button" className="button" disabled={leaderboard.isFetchingNextPage} onClick={() => void leaderboard.fetchNextPage()}>
              Show more of {leaderboard.data?.total} teams
            </button>
          )}
        </section>
        <div className="contest-side">
          <JudgingProgress underWay={underWay} />
          <UploadForm contest={contest} />
          <ExtraSeedsPanel extraSeeds={contest.extraSeeds} />
        </div>
        <section className="contest-scenarios" aria-labelledby="scenarios-title">
          <h2 id="scenarios-title">Scenarios</h2>
          <ScenarioList scenarios={contest.scenarios} />
        </section>
      </div>
    </>
  );
}
