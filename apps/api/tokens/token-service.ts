import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Store, TokenRow } from '#io/store';
import { type Caller } from '../auth/caller.js';
import { atLeast, scopesOf } from '../auth/roles.js';
import { hashOfSecret } from '../auth/token-reader.js';
import { Cursors } from '../http/cursor.js';
import { notFound, Refusal } from '../http/refusal.js';
import { STORE } from '../parts.js';
import type { NewTokenDto, TokenListQuery, TokenView } from './token-dto.js';

const DAY_MS = 86_400_000;
const isAdmin = (caller: Caller): boolean => caller.role === 'admin' && caller.scopes.includes('admin');

/** A token begets tokens of at most its own reach, for its own team; an admin's any, for any team. */
@Injectable()
export class TokenService {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly cursors: Cursors,
  ) {}

  async list(query: TokenListQuery, caller: Caller) {
    const teamId = isAdmin(caller) ? null : teamOf(caller).id;
    const list = `tokens of ${teamId ?? 'all'}`;
    return this.cursors.write(list, await this.store.tokens.list(teamId, this.cursors.read(list, query)), viewOf);
  }

  async create(wanted: NewTokenDto, caller: Caller): Promise<{ token: TokenView; secret: string }> {
    const role = wanted.role ?? caller.role;
    if (!atLeast(caller.role, role)) throw new Refusal('forbidden', `A token of the role ${caller.role} cannot make one of the role ${role}.`);
    const scopes = wanted.scopes ?? scopesOf(role).filter((scope) => caller.scopes.includes(scope));
    const beyond = scopes.filter((scope) => !caller.scopes.includes(scope) || !scopesOf(role).includes(scope));
    if (beyond.length > 0) throw new Refusal('forbidden', `Out of reach: ${beyond.join(', ')}.`);
    const secret = `rgt_${randomBytes(32).toString('base64url')}`;
    const token = await this.store.tokens.create({
      hash: hashOfSecret(secret),
      role,
      scopes,
      teamId: await this.teamIdFor(wanted.team, caller),
      label: wanted.label,
      expiresAt: wanted.expiresInDays === undefined ? null : new Date(Date.now() + wanted.expiresInDays * DAY_MS),
    });
    if (token === null) throw new Error('a fresh secret has the hash of a known token');
    return { token: viewOf(token), secret };
  }

  async revoke(id: string, caller: Caller): Promise<void> {
    const token = await this.store.tokens.find(id);
    const own = token !== null && token.team !== null && token.team.id === caller.team?.id;
    // A token that is stronger than the caller's is not theirs to revoke, though it is of their team.
    const reachable = token !== null && (isAdmin(caller) || (own && atLeast(caller.role, token.role)));
    if (!reachable || !(await this.store.tokens.revoke(id))) throw notFound('token');
  }

  private async teamIdFor(wanted: string | undefined, caller: Caller): Promise<string | null> {
    if (wanted === undefined || wanted === caller.team?.id) return caller.team?.id ?? null;
    if (!isAdmin(caller)) throw new Refusal('forbidden', 'Tokens of another team are for admins to make.');
    if ((await this.store.teams.find(wanted)) === null) throw notFound('team');
    return wanted;
  }
}

function teamOf(caller: Caller): { readonly id: string } {
  if (caller.team === null) throw new Refusal('no-team', 'The token belongs to no team.');
  return caller.team;
}

function viewOf(row: TokenRow): TokenView {
  const { id, label, role, scopes, team, createdAt, expiresAt } = row;
  return { id, label, role, scopes: [...scopes], team, createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null };
}
