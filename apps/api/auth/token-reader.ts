import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Store } from '#io/store';
import { STORE } from '../parts.js';
import type { Caller } from './caller.js';
import { scopesOf } from './roles.js';

/**
 * Secrets are 256 random bits, so their plain SHA-256 is as good as the secret is long, and looking a digest up leaks
 * nothing: how long the index takes says something about a digest that nobody can steer.
 */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

@Injectable()
export class TokenReader {
  constructor(@Inject(STORE) private readonly store: Store) {}

  async read(secret: string): Promise<Caller | undefined> {
    const row = await this.store.tokens.findByHash(hashOfSecret(secret));
    if (row === null) return undefined;
    // A token never reaches beyond its role, whatever was written beside it.
    return { tokenId: row.id, role: row.role, scopes: row.scopes.filter((scope) => scopesOf(row.role).includes(scope)), team: row.team };
  }
}
