import type { DataSource } from 'typeorm';
import type { JudgeStore } from './store-ports.js';

/** Judges say every 20 s that they are there. */
const PRESENT = `seen_at > now() - interval '90 seconds'`;

export class JudgeService implements JudgeStore {
  constructor(private readonly database: DataSource) {}

  async report(name: string, noPlugins: string | null): Promise<void> {
    await this.database.query(
      `INSERT INTO judge (name, no_plugins, seen_at) VALUES ($1, $2, now())
       ON CONFLICT (name) DO UPDATE SET no_plugins = $2, seen_at = now()`,
      [name, noPlugins],
    );
  }

  async whyNoPlugins(): Promise<string | null> {
    const present = await this.database.query<{ no_plugins: string | null }[]>(
      `SELECT no_plugins FROM judge WHERE ${PRESENT} ORDER BY no_plugins NULLS FIRST LIMIT 1`,
    );
    return present[0] === undefined ? 'no judge is running' : present[0].no_plugins;
  }
}
