import type { DataSource } from 'typeorm';
import { paged } from './cursor.js';
import { ScenarioEntity } from './entities/scenario.entity.js';
import type { Page, Paged, RunWorld, ScenarioRow, ScenarioStore } from './store-ports.js';

const COLUMNS = 'id, digest, title, family, summary, visibility, world, text, published_at AS "publishedAt"';

export class ScenarioService implements ScenarioStore {
  constructor(private readonly database: DataSource) {}

  async publish(scenario: Omit<ScenarioRow, 'publishedAt' | 'world'> & { readonly world?: RunWorld }): Promise<ScenarioRow> {
    const { digest, id, title, family, summary, visibility, text, world = 'simulated' } = scenario;
    const [row] = await this.database.query<ScenarioRow[]>(
      `INSERT INTO scenario (digest, id, title, family, summary, visibility, text, world) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (digest) DO UPDATE SET published_at = clock_timestamp() RETURNING ${COLUMNS}`,
      [digest, id, title, family, summary, visibility, text, world],
    );
    if (row === undefined) throw new Error('an upsert gave no row');
    return row;
  }

  async find(id: string): Promise<ScenarioRow | null> {
    const rows = await this.database.query<ScenarioRow[]>(`SELECT ${COLUMNS} FROM scenario WHERE id = $1 ORDER BY published_at DESC LIMIT 1`, [id]);
    return rows[0] ?? null;
  }

  async findVersion(digest: string): Promise<ScenarioRow | null> {
    return (await this.database.getRepository(ScenarioEntity).findOneBy({ digest })) as ScenarioRow | null;
  }

  async list(page: Page): Promise<Paged<ScenarioRow>> {
    const rows = await this.database.query<ScenarioRow[]>(
      `SELECT DISTINCT ON (id) ${COLUMNS} FROM scenario WHERE id > $1 ORDER BY id, published_at DESC LIMIT $2`,
      [page.after ?? '', page.limit + 1],
    );
    return paged(rows, page, (row) => row.id);
  }
}
