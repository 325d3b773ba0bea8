import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { atLeast, type Role, type Scope } from './roles.js';

/** Who sent a request, as far as its token proves. */
export interface Caller {
  /** Null: no token. */
  readonly tokenId: string | null;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly team: { readonly id: string; readonly name: string } | null;
}

export const ANYBODY: Caller = { tokenId: null, role: 'viewer', scopes: ['read'], team: null };

export const isOrganizer = (caller: Caller): boolean => atLeast(caller.role, 'organizer') && caller.scopes.includes('organize');

export interface CallerRequest extends Request {
  caller?: Caller;
}

/** The caller of a request, as the guard found out. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallerRequest>();
  if (caller === undefined) throw new Error('a route reads its caller without a guard before it');
  return caller;
});
