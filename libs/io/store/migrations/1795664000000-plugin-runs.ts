import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of plugins have a topic of their own: only judges that can open sandboxes take them. */
export class PluginRuns1795664000000 implements MigrationInterface {
  readonly name = 'PluginRuns1795664000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE outbox DROP CONSTRAINT outbox_topic_check`);
    await runner.query(`ALTER TABLE outbox ADD CONSTRAINT outbox_topic_check CHECK (topic IN ('judge', 'judge-plugin', 'judge-live', 'score', 'rank'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Nothing is lost: the sweeper tells of runs that wait.
    await runner.query(`DELETE FROM outbox WHERE topic = 'judge-plugin'`);
    await runner.query(`ALTER TABLE outbox DROP CONSTRAINT outbox_topic_check`);
    await runner.query(`ALTER TABLE outbox ADD CONSTRAINT outbox_topic_check CHECK (topic IN ('judge', 'judge-live', 'score', 'rank'))`);
  }
}
