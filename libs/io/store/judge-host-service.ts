import type { DataSource } from 'typeorm';
import type { JudgeHost, JudgeHostStore } from './store-ports.js';

export class JudgeHostService implements JudgeHostStore {
  constructor(private readonly database: DataSource) {}

  async announce(judge: string, facts: JudgeHost['facts']): Promise<void> {
    await this.database.query(
      `INSERT INTO judge_host (judge, facts) VALUES ($1, $2) ON CONFLICT (judge) DO UPDATE SET facts = EXCLUDED.facts, seen_at = now()`,
      [judge, JSON.stringify(facts)],
    );
    // Judges that were replaced long ago would otherwise add up.
    await this.database.query(`DELETE FROM judge_host WHERE seen_at < now() - interval '1 day'`);
  }

  list(withinMs: number): Promise<readonly JudgeHost[]> {
    return this.database.query(
      `SELECT judge, facts, seen_at AS "seenAt" FROM judge_host WHERE seen_at > now() - $1::float8 * interval '1 millisecond' ORDER BY judge`,
      [withinMs],
    );
  }
}
