import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { paged, readTimeCursor, timeCursor } from './cursor.js';
import { REVEALED } from './revealed.js';
import type { ContestRow, ContestStore, NewContest, Page, Paged } from './store-ports.js';

const SELECT = `SELECT id, slug, title, description, opens_at AS "opensAt", freezes_at AS "freezesAt", closes_at AS "closesAt", divisions,
  submissions_per_day AS "submissionsPerDay", open_runs AS "openRuns", created_at AS "createdAt",
  json_build_object('runs', extra_runs, 'perScenario', extra_per_scenario, 'afterFreeze', extra_after_freeze, 'root', seed_root,
    'spent', (SELECT count(*) FROM run WHERE contest_id = contest.id AND extra)) AS "extraSeeds",
  (SELECT coalesce(json_agg(json_build_object('scenarioId', scenario.id, 'digest', digest, 'title', scenario.title, 'visibility', visibility,
     'commitment', commitment, 'revealed', ${REVEALED},
     'world', scenario.world, 'weight', weight, 'seeds', seeds) ORDER BY position), '[]')
   FROM contest_scenario JOIN scenario ON digest = scenario_digest WHERE contest_id = contest.id) AS scenarios
  FROM contest`;

/** Nobody guesses the seeds in reserve. */
const ROOT_BYTES = 32;

export class ContestService implements ContestStore {
  constructor(private readonly database: DataSource) {}

  async create(contest: NewContest): Promise<ContestRow | null> {
    const id = randomUUID();
    const made = await this.database.transaction(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `INSERT INTO contest (id, slug, title, description, opens_at, freezes_at, closes_at, divisions, submissions_per_day, open_runs,
           extra_runs, extra_per_scenario, extra_after_freeze, seed_root)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (slug) DO NOTHING RETURNING id`,
        [
          id,
          contest.slug,
          contest.title,
          contest.description,
          contest.opensAt,
          contest.freezesAt,
          contest.closesAt,
          JSON.stringify(contest.divisions),
          contest.submissionsPerDay,
          contest.openRuns,
          contest.extraSeeds?.runs ?? 0,
          contest.extraSeeds?.perScenario ?? 0,
          contest.extraSeeds?.afterFreeze ?? false,
          randomBytes(ROOT_BYTES).toString('hex'),
        ],
      );
      if (rows.length === 0) return false;
      for (const [position, scenario] of contest.scenarios.entries())
        await manager.query('INSERT INTO contest_scenario (contest_id, scenario_digest, position, weight, seeds) VALUES ($1, $2, $3, $4, $5)', [
          id,
          scenario.digest,
          position,
          scenario.weight,
          JSON.stringify(scenario.seeds),
        ]);
      return true;
    });
    return made ? this.find(id) : null;
  }

  async find(idOrSlug: string): Promise<ContestRow | null> {
    return (await this.database.query<ContestRow[]>(`${SELECT} WHERE id = $1 OR slug = $1`, [idOrSlug]))[0] ?? null;
  }

  async list(page: Page): Promise<Paged<ContestRow>> {
    const [before, id] = readTimeCursor(page.after) ?? [null, null];
    const rows = await this.database.query<ContestRow[]>(
      `${SELECT} WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1, $2)
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      [before, id, page.limit + 1],
    );
    return paged(rows, page, (row) => timeCursor(row.createdAt, row.id));
  }
}
