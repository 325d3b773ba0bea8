import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs on real containers: only judges with a container engine take them, and their results have boards of their own. */
export class LiveRuns1700000001000 implements MigrationInterface {
  readonly name = 'LiveRuns1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE scenario ADD COLUMN world text NOT NULL DEFAULT 'simulated' CHECK (world IN ('simulated', 'live'))`);
    await runner.query(`CREATE TABLE judge_host (judge text PRIMARY KEY, facts jsonb NOT NULL, seen_at timestamptz(3) NOT NULL DEFAULT now())`);
    await runner.query(`ALTER TABLE outbox DROP CONSTRAINT outbox_topic_check`);
    await runner.query(`ALTER TABLE outbox ADD CONSTRAINT outbox_topic_check CHECK (topic IN ('judge', 'judge-live', 'score', 'rank'))`);
    await runner.query(`ALTER TABLE leaderboard DROP CONSTRAINT leaderboard_view_check`);
    await runner.query(`ALTER TABLE leaderboard ADD CONSTRAINT leaderboard_view_check CHECK (view IN ('public', 'full', 'public-live', 'full-live'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM leaderboard WHERE view IN ('public-live', 'full-live')`);
    await runner.query(`ALTER TABLE leaderboard DROP CONSTRAINT leaderboard_view_check`);
    await runner.query(`ALTER TABLE leaderboard ADD CONSTRAINT leaderboard_view_check CHECK (view IN ('public', 'full'))`);
    await runner.query(`DELETE FROM outbox WHERE topic = 'judge-live'`);
    await runner.query(`ALTER TABLE outbox DROP CONSTRAINT outbox_topic_check`);
    await runner.query(`ALTER TABLE outbox ADD CONSTRAINT outbox_topic_check CHECK (topic IN ('judge', 'score', 'rank'))`);
    await runner.query(`ALTER TABLE scenario DROP COLUMN world`);
    await runner.query(`DROP TABLE judge_host`);
  }
}
