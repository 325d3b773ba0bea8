import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The standings of a contest as last derived from the score log: a projection, rebuilt at will. */
@Entity('leaderboard')
export class LeaderboardEntity {
  @PrimaryColumn({ name: 'contest_id', type: 'text' })
  contestId: string;

  @PrimaryColumn({ name: 'view', type: 'text' })
  view: string;

  @Column({ name: 'changes', type: 'bigint' })
  changes: string;

  @Column({ name: 'scoring_version', type: 'integer' })
  scoringVersion: number;

  @Column({ name: 'generated_at', type: 'timestamptz' })
  generatedAt: Date;

  @Column({ name: 'digest', type: 'text' })
  digest: string;

  @Column({ name: 'standings', type: 'jsonb' })
  standings: unknown;
}
