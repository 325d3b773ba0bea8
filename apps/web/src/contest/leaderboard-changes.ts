import type { Standing } from '../api/model';

export interface Changes {
  /** Teams whose rank or score is not what it was. */
  readonly changed: ReadonlySet<string>;
  /** The same in one sentence, for a live region: short, because it interrupts. */
  readonly said: string;
}

const MOST_NAMED = 2;

export function changesBetween(before: readonly Standing[], after: readonly Standing[]): Changes {
  const old = new Map(before.map((standing) => [standing.team.id, standing]));
  const moved = after.filter((standing) => {
    const was = old.get(standing.team.id);
    return was === undefined || was.score !== standing.score || was.rank !== standing.rank;
  });
  const named = moved
    .slice(0, MOST_NAMED)
    .map((standing) => `${standing.team.name} is at rank ${standing.rank} with ${standing.score?.toFixed(1) ?? 'no score yet'}`);
  const rest = moved.length - named.length;
  const said = moved.length === 0 ? '' : `Leaderboard updated: ${named.join('; ')}${rest > 0 ? `; and ${rest} more changed` : ''}.`;
  return { changed: new Set(moved.map((standing) => standing.team.id)), said };
}
