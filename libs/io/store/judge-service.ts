import type { DataSource } from 'typeorm';
import type { JudgeAbilities, JudgeRow, JudgeStore } from './store-ports.js';

/** Judges say every 20 s that they are there. */
const PRESENT = `seen_at > now() - interval '90 seconds'`;
const NOBODY = 'no judge is running';

export class JudgeService implements JudgeStore {
  constructor(private readonly database: DataSource) {}

  async report(name: string, { noPlugins, noLive, host }: JudgeAbilities): Promise<void> {
    await this.database.query(
      `INSERT INTO judge (name, no_plugins, no_live, host, seen_at) VALUES ($1, $2, $3, $4, now())
       ON CONFLICT (name) DO UPDATE SET no_plugins = $2, no_live = $3, host = $4, seen_at = now()`,
      [name, noPlugins, noLive, host === null ? null : JSON.stringify(host)],
    );
    // Judges that were replaced long ago would otherwise add up.
    await this.database.query(`DELETE FROM judge WHERE seen_at < now() - interval '1 day'`);
  }

  async whyNoPlugins(): Promise<string | null> {
    const judges = await this.list();
    if (judges.some(({ noPlugins }) => noPlugins === null)) return null;
    return judges[0]?.noPlugins ?? NOBODY;
  }

  async whyNoLive(plugin: boolean): Promise<string | null> {
    const judges = await this.list();
    const reasons = judges.map(({ noLive, noPlugins }) => noLive ?? (plugin ? noPlugins : null));
    if (reasons.includes(null)) return null;
    return reasons[0] ?? NOBODY;
  }

  list(): Promise<readonly JudgeRow[]> {
    return this.database.query(
      `SELECT name, no_plugins AS "noPlugins", no_live AS "noLive", host, seen_at AS "seenAt" FROM judge WHERE ${PRESENT} ORDER BY name`,
    );
  }
}
