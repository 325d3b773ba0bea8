import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Scenarios with rules and dates. */
@Entity('contest')
export class ContestEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id: string;

  @Column({ name: 'slug', type: 'text', unique: true })
  slug: string;

  @Column({ name: 'title', type: 'text' })
  title: string;

  @Column({ name: 'description', type: 'text' })
  description: string;

  @Column({ name: 'opens_at', type: 'timestamptz', nullable: true })
  opensAt: Date | null;

  @Column({ name: 'freezes_at', type: 'timestamptz', nullable: true })
  freezesAt: Date | null;

  @Column({ name: 'closes_at', type: 'timestamptz', nullable: true })
  closesAt: Date | null;

  @Column({ name: 'divisions', type: 'jsonb' })
  divisions: string[];

  @Column({ name: 'submissions_per_day', type: 'integer', nullable: true })
  submissionsPerDay: number | null;

  @Column({ name: 'open_runs', type: 'boolean' })
  openRuns: boolean;

  @Column({ name: 'extra_runs', type: 'integer', default: 0 })
  extraRuns: number;

  @Column({ name: 'extra_per_scenario', type: 'integer', default: 0 })
  extraPerScenario: number;

  @Column({ name: 'extra_after_freeze', type: 'boolean', default: false })
  extraAfterFreeze: boolean;

  @Column({ name: 'seed_root', type: 'text' })
  seedRoot: string;

  /** Counts what could move a standing: the leaderboard says up to where it has read. */
  @Column({ name: 'changes', type: 'bigint', default: 0 })
  changes: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
