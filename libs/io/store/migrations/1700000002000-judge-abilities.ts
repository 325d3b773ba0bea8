import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a judge: what it says of plugins and of runs on real containers stands in one place and ages together. */
export class JudgeAbilities1700000002000 implements MigrationInterface {
  readonly name = 'JudgeAbilities1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE judge ADD COLUMN no_live text, ADD COLUMN host jsonb');
    await runner.query('DROP TABLE judge_host');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE judge_host (judge text PRIMARY KEY, facts jsonb NOT NULL, seen_at timestamptz(3) NOT NULL DEFAULT now())');
    await runner.query('ALTER TABLE judge DROP COLUMN no_live, DROP COLUMN host');
  }
}
