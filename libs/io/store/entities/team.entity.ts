import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who submits. */
@Entity('team')
export class TeamEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id: string;

  @Column({ name: 'name', type: 'text', unique: true })
  name: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
