import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One entry judged on one scenario with one seed. */
@Entity('run')
export class RunEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id: string;

  @Column({ name: 'submission_id', type: 'text' })
  submissionId: string;

  @Column({ name: 'contest_id', type: 'text' })
  contestId: string;

  @Column({ name: 'scenario_digest', type: 'text' })
  scenarioDigest: string;

  @Column({ name: 'seed', type: 'bigint' })
  seed: string;

  /** On a seed that was added where ranks are close. */
  @Column({ name: 'extra', type: 'boolean', default: false })
  extra: boolean;

  @Column({ name: 'state', type: 'text' })
  state: string;

  @Column({ name: 'attempt', type: 'integer' })
  attempt: number;

  @Column({ name: 'attempts_left', type: 'integer' })
  attemptsLeft: number;

  @Column({ name: 'lease_token', type: 'bigint', nullable: true })
  leaseToken: string | null;

  @Column({ name: 'lease_expires_at', type: 'timestamptz', nullable: true })
  leaseExpiresAt: Date | null;

  @Column({ name: 'judge', type: 'text', nullable: true })
  judge: string | null;

  @Column({ name: 'verdict', type: 'text', nullable: true })
  verdict: string | null;

  @Column({ name: 'fault', type: 'text', nullable: true })
  fault: string | null;

  @Column({ name: 'cause', type: 'text', nullable: true })
  cause: string | null;

  @Column({ name: 'metrics', type: 'jsonb', nullable: true })
  metrics: unknown;

  @Column({ name: 'record_digest', type: 'text', nullable: true })
  recordDigest: string | null;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  @Column({ name: 'queued_at', type: 'timestamptz' })
  queuedAt: Date;
}
