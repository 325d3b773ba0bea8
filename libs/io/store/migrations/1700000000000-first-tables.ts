import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Constraints live in the database, so that no process can store what cannot be true. */
const STATEMENTS = [
  `CREATE TABLE team (id text PRIMARY KEY, name text NOT NULL UNIQUE CHECK (name <> ''), created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE TABLE token (
     id text PRIMARY KEY, hash text NOT NULL UNIQUE, role text NOT NULL CHECK (role IN ('viewer', 'contestant', 'organizer', 'admin')),
     scopes jsonb NOT NULL, team_id text REFERENCES team (id), label text NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(), expires_at timestamptz(3), revoked_at timestamptz(3))`,
  `CREATE INDEX token_team ON token (team_id)`,
  `CREATE TABLE scenario (
     digest text PRIMARY KEY, id text NOT NULL, title text NOT NULL, family text NOT NULL, summary text NOT NULL,
     visibility text NOT NULL CHECK (visibility IN ('public', 'hidden')), text text NOT NULL, published_at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE INDEX scenario_newest ON scenario (id, published_at DESC)`,
  `CREATE TABLE contest (
     id text PRIMARY KEY, slug text NOT NULL UNIQUE, title text NOT NULL, description text NOT NULL,
     opens_at timestamptz(3), freezes_at timestamptz(3), closes_at timestamptz(3), divisions jsonb NOT NULL,
     submissions_per_day integer CHECK (submissions_per_day > 0), open_runs boolean NOT NULL,
     changes bigint NOT NULL DEFAULT 0, created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE TABLE contest_scenario (
     contest_id text NOT NULL REFERENCES contest (id), scenario_digest text NOT NULL REFERENCES scenario (digest), position integer NOT NULL,
     weight double precision NOT NULL CHECK (weight > 0), seeds jsonb NOT NULL, PRIMARY KEY (contest_id, scenario_digest))`,
  `CREATE TABLE artifact (digest text PRIMARY KEY, media_type text NOT NULL, bytes bytea NOT NULL)`,
  // Gzip already: a second compression would only cost time.
  `ALTER TABLE artifact ALTER COLUMN bytes SET STORAGE EXTERNAL`,
  `CREATE TABLE entry (digest text PRIMARY KEY, division text NOT NULL)`,
  `CREATE TABLE submission (
     id text PRIMARY KEY, contest_id text NOT NULL REFERENCES contest (id), team_id text NOT NULL REFERENCES team (id),
     entry_digest text NOT NULL REFERENCES entry (digest), submitted_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(), warnings jsonb NOT NULL,
     idempotency_key text, reference boolean NOT NULL, state text NOT NULL CHECK (state IN ('judging', 'scored', 'failed')), score double precision,
     UNIQUE (team_id, contest_id, idempotency_key))`,
  `CREATE INDEX submission_contest ON submission (contest_id, submitted_at DESC, id DESC)`,
  `CREATE INDEX submission_team ON submission (team_id, submitted_at DESC, id DESC)`,
  `CREATE SEQUENCE lease_token`,
  `CREATE TABLE run (
     id text PRIMARY KEY, submission_id text NOT NULL REFERENCES submission (id), contest_id text NOT NULL REFERENCES contest (id),
     scenario_digest text NOT NULL REFERENCES scenario (digest), seed bigint NOT NULL,
     state text NOT NULL CHECK (state IN ('queued', 'leased', 'recorded', 'scored', 'failed', 'cancelled')),
     attempt integer NOT NULL DEFAULT 0, attempts_left integer NOT NULL CHECK (attempts_left >= 0),
     lease_token bigint, lease_expires_at timestamptz(3), judge text, verdict text, fault text, cause text, metrics jsonb, record_digest text,
     started_at timestamptz(3), finished_at timestamptz(3), queued_at timestamptz(3) NOT NULL DEFAULT now(),
     UNIQUE (submission_id, scenario_digest, seed),
     CHECK ((state = 'leased') = (lease_expires_at IS NOT NULL)),
     CHECK (state NOT IN ('recorded', 'scored') OR record_digest IS NOT NULL))`,
  `CREATE INDEX run_contest ON run (contest_id)`,
  `CREATE INDEX run_waiting ON run (queued_at) WHERE state IN ('queued', 'recorded')`,
  `CREATE INDEX run_leased ON run (lease_expires_at) WHERE state = 'leased'`,
  `CREATE TABLE score_log (
     run_id text NOT NULL REFERENCES run (id), attempt integer NOT NULL, scoring_version integer NOT NULL,
     costs jsonb, normalized jsonb, score double precision, at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (run_id, attempt, scoring_version))`,
  `CREATE TABLE leaderboard (
     contest_id text NOT NULL REFERENCES contest (id), view text NOT NULL CHECK (view IN ('public', 'full')), changes bigint NOT NULL, scoring_version integer NOT NULL,
     generated_at timestamptz(3) NOT NULL, digest text NOT NULL, standings jsonb NOT NULL, PRIMARY KEY (contest_id, view))`,
  `CREATE TABLE outbox (
     id bigserial PRIMARY KEY, topic text NOT NULL CHECK (topic IN ('judge', 'score', 'rank')), subject text NOT NULL, sent_at timestamptz(3))`,
  `CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL`,
  `CREATE TABLE feed_event (
     id bigserial PRIMARY KEY, contest_id text NOT NULL REFERENCES contest (id), kind text NOT NULL CHECK (kind IN ('submission', 'run', 'leaderboard')),
     submission_id text REFERENCES submission (id), payload jsonb NOT NULL, at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE INDEX feed_event_contest ON feed_event (contest_id, id)`,
  // The log of scores is append-only by law of the database, not by good manners.
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$`,
  `CREATE TRIGGER score_log_append_only BEFORE UPDATE OR DELETE ON score_log FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
];

const TABLES = [
  'feed_event',
  'outbox',
  'leaderboard',
  'score_log',
  'run',
  'submission',
  'entry',
  'artifact',
  'contest_scenario',
  'contest',
  'scenario',
  'token',
  'team',
];

export class FirstTables1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
    await runner.query('DROP SEQUENCE lease_token');
    await runner.query('DROP FUNCTION refuse_change');
  }
}
