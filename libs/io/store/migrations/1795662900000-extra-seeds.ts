import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seeds that are added where ranks are close, up to a budget; contests that are there already have none. */
export class ExtraSeeds1795662900000 implements MigrationInterface {
  readonly name = 'ExtraSeeds1795662900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE contest ADD COLUMN extra_runs integer NOT NULL DEFAULT 0 CHECK (extra_runs >= 0),
      ADD COLUMN extra_per_scenario integer NOT NULL DEFAULT 0 CHECK (extra_per_scenario >= 0),
      ADD COLUMN extra_after_freeze boolean NOT NULL DEFAULT false,
      ADD COLUMN seed_root text`);
    await runner.query(`UPDATE contest SET seed_root = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')`);
    await runner.query(`ALTER TABLE contest ALTER COLUMN seed_root SET NOT NULL`);
    await runner.query(`ALTER TABLE run ADD COLUMN extra boolean NOT NULL DEFAULT false`);
    await runner.query(`CREATE INDEX run_extra ON run (contest_id) WHERE extra`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE run DROP COLUMN extra`);
    await runner.query(`ALTER TABLE contest DROP COLUMN extra_runs, DROP COLUMN extra_per_scenario, DROP COLUMN extra_after_freeze, DROP COLUMN seed_root`);
  }
}
