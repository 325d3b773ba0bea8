import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { paged, readTimeCursor, timeCursor } from './cursor.js';
import type { NewToken, Page, Paged, TokenRow, TokenStore } from './store-ports.js';

const SELECT = `SELECT token.id, role, scopes, label, token.created_at AS "createdAt", expires_at AS "expiresAt",
  CASE WHEN team.id IS NULL THEN NULL ELSE json_build_object('id', team.id, 'name', team.name) END AS team
  FROM token LEFT JOIN team ON team.id = team_id
  WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;

export class TokenService implements TokenStore {
  constructor(private readonly database: DataSource) {}

  async findByHash(hash: string): Promise<TokenRow | null> {
    return (await this.database.query<TokenRow[]>(`${SELECT} AND hash = $1`, [hash]))[0] ?? null;
  }

  async find(id: string): Promise<TokenRow | null> {
    return (await this.database.query<TokenRow[]>(`${SELECT} AND token.id = $1`, [id]))[0] ?? null;
  }

  async create(token: NewToken): Promise<TokenRow | null> {
    const id = randomUUID();
    const made = await this.database.query<{ id: string }[]>(
      `INSERT INTO token (id, hash, role, scopes, team_id, label, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (hash) DO NOTHING RETURNING id`,
      [id, token.hash, token.role, JSON.stringify(token.scopes), token.teamId, token.label, token.expiresAt],
    );
    return made.length === 0 ? null : this.find(id);
  }

  async list(teamId: string | null, page: Page): Promise<Paged<TokenRow>> {
    const [before, id] = readTimeCursor(page.after) ?? [null, null];
    const rows = await this.database.query<TokenRow[]>(
      `${SELECT} AND ($1::text IS NULL OR team_id = $1)
       AND ($2::timestamptz IS NULL OR (token.created_at, token.id) < ($2, $3))
       ORDER BY token.created_at DESC, token.id DESC LIMIT $4`,
      [teamId, before, id, page.limit + 1],
    );
    return paged(rows, page, (row) => timeCursor(row.createdAt, row.id));
  }

  async revoke(id: string): Promise<boolean> {
    const revoked = await this.database.query<[unknown[], number]>('UPDATE token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL', [id]);
    return revoked[1] > 0;
  }
}
