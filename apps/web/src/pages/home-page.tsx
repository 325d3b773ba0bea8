import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { contestsQuery } from '../api/queries';
import { PhaseBadge, phaseDates } from '../contest/phase-badge';
import { Link, navigate, usePath } from '../routing/router';
import { Empty, Loaded } from '../ui/load-states';
import { PageTitle } from '../ui/page-title';

export function HomePage() {
  const contests = useQuery(contestsQuery());
  const path = usePath();
  const open = contests.data?.items.filter((contest) => contest.phase === 'open') ?? [];
  // `/` goes straight to the one contest people came for; `/contests` always lists all.
  const only = path === '/' && open.length === 1 ? open[0] : undefined;
  useEffect(() => {
    if (only !== undefined) navigate(`/contests/${encodeURIComponent(only.id)}`, 'replace');
  }, [only]);
  if (only !== undefined) return null;
  return (
    <>
      <PageTitle title="Contests">
        <p className="lede">Container-orchestration entries, judged on the same load and the same faults.</p>
      </PageTitle>
      <Loaded query={contests} what="the contests">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No contest yet">
              <p>An organizer opens one over the API. It will appear here.</p>
            </Empty>
          ) : (
            <ul className="cards">
              {items.map((contest) => (
                <li key={contest.id} className="card">
                  <h2>
                    <Link href={`/contests/${encodeURIComponent(contest.id)}`}>{contest.title}</Link>
                  </h2>
                  <p>
                    <PhaseBadge phase={contest.phase} /> <span className="muted">{phaseDates(contest)}</span>
                  </p>
                  <p>{contest.description}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
