import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Judges that were there lately, and why they cannot run plugins when they cannot. */
export class Judges1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE judge (name text PRIMARY KEY, no_plugins text, seen_at timestamptz(3) NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE judge');
  }
}
