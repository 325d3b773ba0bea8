import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Bytes (gzip) under the digest that identifies them. */
@Entity('artifact')
export class ArtifactEntity {
  @PrimaryColumn({ name: 'digest', type: 'text' })
  digest: string;

  @Column({ name: 'media_type', type: 'text' })
  mediaType: string;

  @Column({ name: 'bytes', type: 'bytea' })
  bytes: Buffer;
}
