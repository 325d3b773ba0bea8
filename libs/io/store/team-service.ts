import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { paged } from './cursor.js';
import { TeamEntity } from './entities/team.entity.js';
import type { Page, Paged, TeamRow, TeamStore } from './store-ports.js';

export class TeamService implements TeamStore {
  constructor(private readonly database: DataSource) {}

  async create(name: string): Promise<TeamRow | null> {
    const [row] = await this.database.query<TeamRow[]>(
      `INSERT INTO team (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id, name, created_at AS "createdAt"`,
      [randomUUID(), name],
    );
    return row ?? null;
  }

  async ensure(name: string): Promise<TeamRow> {
    return (await this.create(name)) ?? (await this.database.getRepository(TeamEntity).findOneByOrFail({ name }));
  }

  find(id: string): Promise<TeamRow | null> {
    return this.database.getRepository(TeamEntity).findOneBy({ id });
  }

  async list(page: Page): Promise<Paged<TeamRow>> {
    const rows = await this.database.query<TeamRow[]>('SELECT id, name, created_at AS "createdAt" FROM team WHERE name > $1 ORDER BY name LIMIT $2', [
      page.after ?? '',
      page.limit + 1,
    ]);
    return paged(rows, page, (row) => row.name);
  }
}
