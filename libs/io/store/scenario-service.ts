import { sha256Hex } from '#core/digest';
import type { DataSource } from 'typeorm';
import { paged } from './cursor.js';
import { REVEALED } from './revealed.js';
import type { NewScenario, Page, Paged, ScenarioRow, ScenarioStore } from './store-ports.js';

const COLUMNS = `id, digest, title, family, summary, visibility, world, text, commitment, ${REVEALED} AS revealed, published_at AS "publishedAt"`;

export class ScenarioService implements ScenarioStore {
  constructor(private readonly database: DataSource) {}

  async publish(scenario: NewScenario): Promise<ScenarioRow> {
    const { digest, id, title, family, summary, visibility, text, world = 'simulated' } = scenario;
    const [row] = await this.database.query<ScenarioRow[]>(
      `INSERT INTO scenario (digest, id, title, family, summary, visibility, text, world, commitment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (digest) DO UPDATE SET published_at = clock_timestamp() RETURNING ${COLUMNS}`,
      [digest, id, title, family, summary, visibility, text, world, sha256Hex(text)],
    );
    if (row === undefined) throw new Error('an upsert gave no row');
    return row;
  }

  async find(id: string): Promise<ScenarioRow | null> {
    const rows = await this.database.query<ScenarioRow[]>(`SELECT ${COLUMNS} FROM scenario WHERE id = $1 ORDER BY published_at DESC LIMIT 1`, [id]);
    return rows[0] ?? null;
  }

  async findVersion(digest: string): Promise<ScenarioRow | null> {
    return (await this.database.query<ScenarioRow[]>(`SELECT ${COLUMNS} FROM scenario WHERE digest = $1`, [digest]))[0] ?? null;
  }

  async reveal(id: string): Promise<boolean> {
    const [, count] = await this.database.query<[unknown[], number]>(
      `UPDATE scenario SET revealed_at = now() WHERE id = $1 AND visibility = 'hidden' AND revealed_at IS NULL`,
      [id],
    );
    return count > 0;
  }

  async list(page: Page, all: boolean): Promise<Paged<ScenarioRow>> {
    const rows = await this.database.query<ScenarioRow[]>(
      `SELECT DISTINCT ON (id) ${COLUMNS} FROM scenario WHERE id > $1 AND ($3 OR ${REVEALED}) ORDER BY id, published_at DESC LIMIT $2`,
      [page.after ?? '', page.limit + 1, all],
    );
    return paged(rows, page, (row) => row.id);
  }
}
