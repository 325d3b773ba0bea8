import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hidden scenarios: the commitment that is published beforehand, and when an organizer revealed one before its contests were over. */
export class HiddenScenarios1795665000000 implements MigrationInterface {
  readonly name = 'HiddenScenarios1795665000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE scenario ADD COLUMN commitment text, ADD COLUMN revealed_at timestamptz(3)');
    await runner.query(`UPDATE scenario SET commitment = encode(sha256(convert_to(text, 'UTF8')), 'hex')`);
    await runner.query('ALTER TABLE scenario ALTER COLUMN commitment SET NOT NULL');
    await runner.query('CREATE INDEX contest_scenario_digest ON contest_scenario (scenario_digest)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX contest_scenario_digest');
    await runner.query('ALTER TABLE scenario DROP COLUMN commitment, DROP COLUMN revealed_at');
  }
}
