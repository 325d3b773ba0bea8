import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Proof of a role, kept as its SHA-256 only: the secret has 256 random bits, so a slow hash would add nothing. */
@Entity('token')
export class TokenEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id: string;

  @Column({ name: 'hash', type: 'text', unique: true })
  hash: string;

  @Column({ name: 'role', type: 'text' })
  role: string;

  @Column({ name: 'scopes', type: 'jsonb' })
  scopes: string[];

  @Column({ name: 'team_id', type: 'text', nullable: true })
  teamId: string | null;

  @Column({ name: 'label', type: 'text' })
  label: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
