import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A message to the queue, written in the transaction that makes it true. */
@Entity('outbox')
export class OutboxEntity {
  @PrimaryGeneratedColumn({ name: 'id', type: 'bigint' })
  id: string;

  @Column({ name: 'topic', type: 'text' })
  topic: string;

  @Column({ name: 'subject', type: 'text' })
  subject: string;

  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true })
  sentAt: Date | null;
}
