import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a scenario. */
@Entity('scenario')
export class ScenarioEntity {
  @PrimaryColumn({ name: 'digest', type: 'text' })
  digest: string;

  @Column({ name: 'id', type: 'text' })
  id: string;

  @Column({ name: 'title', type: 'text' })
  title: string;

  @Column({ name: 'family', type: 'text' })
  family: string;

  @Column({ name: 'summary', type: 'text' })
  summary: string;

  @Column({ name: 'visibility', type: 'text' })
  visibility: string;

  @Column({ name: 'world', type: 'text' })
  world: string;

  @Column({ name: 'text', type: 'text' })
  text: string;

  /** SHA-256 of the text. */
  @Column({ name: 'commitment', type: 'text' })
  commitment: string;

  @Column({ name: 'revealed_at', type: 'timestamptz', nullable: true })
  revealedAt: Date | null;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt: Date;
}
