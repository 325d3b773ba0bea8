import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One entry handed to one contest at one time. `state` and `score` are projections of the score log. */
@Entity('submission')
export class SubmissionEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id: string;

  @Column({ name: 'contest_id', type: 'text' })
  contestId: string;

  @Column({ name: 'team_id', type: 'text' })
  teamId: string;

  @Column({ name: 'entry_digest', type: 'text' })
  entryDigest: string;

  @Column({ name: 'submitted_at', type: 'timestamptz' })
  submittedAt: Date;

  @Column({ name: 'warnings', type: 'jsonb' })
  warnings: unknown;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey: string | null;

  @Column({ name: 'reference', type: 'boolean' })
  reference: boolean;

  @Column({ name: 'state', type: 'text' })
  state: string;

  @Column({ name: 'score', type: 'double precision', nullable: true })
  score: number | null;
}
