import { Inject, Injectable } from '@nestjs/common';
import { commitmentOfRoot } from '#core/leaderboard';
import type { ContestRow, ScenarioRow, Store } from '#io/store';
import type { Caller } from '../auth/caller.js';
import { Cursors } from '../http/cursor.js';
import { notFound, Refusal } from '../http/refusal.js';
import { parsedScenario } from '../scenarios/parsed-scenario.js';
import { STORE } from '../parts.js';
import type { ContestListQuery, ContestView, NewContestDto } from './contest-dto.js';
import { phaseOf } from './contest-phase.js';
import { curtainOf } from './hidden-scenarios.js';

@Injectable()
export class ContestService {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly cursors: Cursors,
  ) {}

  async list(query: ContestListQuery, caller: Caller) {
    const page = await this.store.contests.list(this.cursors.read('contests', query));
    const now = new Date();
    return this.cursors.write('contests', page, (contest) => viewOf(contest, now, caller));
  }

  async read(idOrSlug: string, caller: Caller): Promise<ContestView> {
    return viewOf(await this.find(idOrSlug), new Date(), caller);
  }

  async find(idOrSlug: string): Promise<ContestRow> {
    const contest = await this.store.contests.find(idOrSlug);
    if (contest === null) throw notFound('contest');
    return contest;
  }

  async create(wanted: NewContestDto, caller: Caller): Promise<ContestView> {
    const scenarios = await Promise.all(
      wanted.scenarios.map(async (one) => {
        const row = await this.store.scenarios.find(one.id);
        return { row, id: one.id, weight: one.weight, seeds: one.seeds ?? (row === null ? [] : seedsOf(row)) };
      }),
    );
    const unknown = scenarios.filter((one) => one.row === null).map((one) => ({ path: 'scenarios', message: `there is no scenario \`${one.id}\`` }));
    if (unknown.length > 0) throw new Refusal('invalid-request', unknown.map((one) => one.message).join('; '), { fields: unknown });
    const contest = await this.store.contests.create({
      ...wanted,
      opensAt: dateOf(wanted.opensAt),
      freezesAt: dateOf(wanted.freezesAt),
      closesAt: dateOf(wanted.closesAt),
      scenarios: scenarios.map(({ row, weight, seeds }) => ({ digest: (row as ScenarioRow).digest, weight, seeds })),
    });
    if (contest === null) throw new Refusal('already-exists', `There is a contest \`${wanted.slug}\` already.`);
    return viewOf(contest, new Date(), caller);
  }
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
const seedsOf = (row: ScenarioRow): readonly number[] => parsedScenario(row).seeds;

function extraSeedsOf({ extraSeeds, ...contest }: ContestRow, now: Date): ContestView['extraSeeds'] {
  const { root, ...rules } = extraSeeds;
  const left = Math.max(0, rules.runs - rules.spent);
  return { ...rules, left, commitment: commitmentOfRoot(root), root: phaseOf(contest, now) === 'closed' ? root : null };
}

function viewOf(contest: ContestRow, now: Date, caller: Caller): ContestView {
  const curtain = curtainOf(contest, caller);
  return {
    id: contest.id,
    slug: contest.slug,
    title: contest.title,
    description: contest.description,
    phase: phaseOf(contest, now),
    opensAt: contest.opensAt?.toISOString() ?? null,
    closesAt: contest.closesAt?.toISOString() ?? null,
    freezesAt: contest.freezesAt?.toISOString() ?? null,
    divisions: [...contest.divisions],
    scenarios: contest.scenarios.map((one) => {
      const shown = curtain.shows(one.scenarioId);
      const { weight, visibility, revealed, commitment, world } = one;
      const title = shown ? one.title : 'Hidden scenario';
      return { id: curtain.nameOf(one.scenarioId), title, weight, visibility, revealed, commitment, world, seeds: shown ? [...one.seeds] : [] };
    }),
    submissionsPerDay: contest.submissionsPerDay,
    openRuns: contest.openRuns,
    extraSeeds: extraSeedsOf(contest, now),
  };
}
