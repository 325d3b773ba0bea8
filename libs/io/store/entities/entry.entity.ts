import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was handed in, once however often it was handed in. */
@Entity('entry')
export class EntryEntity {
  @PrimaryColumn({ name: 'digest', type: 'text' })
  digest: string;

  @Column({ name: 'division', type: 'text' })
  division: string;
}
