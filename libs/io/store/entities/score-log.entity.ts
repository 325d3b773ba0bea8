import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of the append-only log that the leaderboard is a function of. */
@Entity('score_log')
export class ScoreLogEntity {
  @PrimaryColumn({ name: 'run_id', type: 'text' })
  runId: string;

  @PrimaryColumn({ name: 'attempt', type: 'integer' })
  attempt: number;

  @PrimaryColumn({ name: 'scoring_version', type: 'integer' })
  scoringVersion: number;

  @Column({ name: 'costs', type: 'jsonb', nullable: true })
  costs: unknown;

  @Column({ name: 'normalized', type: 'jsonb', nullable: true })
  normalized: unknown;

  @Column({ name: 'score', type: 'double precision', nullable: true })
  score: number | null;

  @Column({ name: 'at', type: 'timestamptz' })
  at: Date;
}
