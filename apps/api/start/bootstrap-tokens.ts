import type { BootstrapToken } from '#io/config';
import type { Store } from '#io/store';
import { scopesOf } from '../auth/roles.js';
import { hashOfSecret } from '../auth/token-reader.js';

/** Tokens that the operator brings along; those that are there already stay as they are. */
export async function bootstrapTokens(tokens: readonly BootstrapToken[], store: Pick<Store, 'teams' | 'tokens'>): Promise<void> {
  for (const { token, role, team } of tokens) {
    const { id } = await store.teams.ensure(team);
    await store.tokens.create({ hash: hashOfSecret(token), role, scopes: scopesOf(role), teamId: id, label: 'bootstrap', expiresAt: null });
  }
}
