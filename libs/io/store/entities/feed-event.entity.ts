import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Something that people who watch want to know. */
@Entity('feed_event')
export class FeedEventEntity {
  @PrimaryGeneratedColumn({ name: 'id', type: 'bigint' })
  id: string;

  @Column({ name: 'contest_id', type: 'text' })
  contestId: string;

  @Column({ name: 'kind', type: 'text' })
  kind: string;

  @Column({ name: 'submission_id', type: 'text', nullable: true })
  submissionId: string | null;

  @Column({ name: 'payload', type: 'jsonb' })
  payload: unknown;

  @Column({ name: 'at', type: 'timestamptz' })
  at: Date;
}
