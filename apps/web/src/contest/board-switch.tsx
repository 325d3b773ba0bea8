import type { Contest, World } from '../api/model';
import { Link, useSearch } from '../routing/router';

const NAMES: Readonly<Record<World, string>> = { simulated: 'Simulated', live: 'On real containers' };

const worldsOf = (contest: Contest): readonly World[] =>
  (['simulated', 'live'] as const).filter((world) => contest.scenarios.some((scenario) => scenario.world === world));

/** Which class of results is shown: what the address says (`?world=live`), else the first that the contest has. */
export function useBoardWorld(contest: Contest): World {
  const wanted = new URLSearchParams(useSearch()).get('world');
  const worlds = worldsOf(contest);
  return worlds.find((world) => world === wanted) ?? worlds[0] ?? 'simulated';
}

/** Live results are a class of their own, with a board of their own. */
export function BoardSwitch({ contest, shown }: { readonly contest: Contest; readonly shown: World }) {
  const worlds = worldsOf(contest);
  if (worlds.length < 2) return null;
  return (
    <nav className="runs-seeds board-switch" aria-label="Class of results">
      {worlds.map((world) => (
        <Link
          key={world}
          className="run-chip"
          href={`/contests/${encodeURIComponent(contest.slug)}?world=${world}`}
          aria-current={world === shown ? 'true' : undefined}
        >
          {NAMES[world]}
        </Link>
      ))}
    </nav>
  );
}
