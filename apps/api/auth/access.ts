import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Role, Scope } from './roles.js';

export interface Access {
  readonly role: Role;
  readonly scope: Scope;
  /** A token is needed even for what a viewer may do. */
  readonly token: boolean;
}

export const ACCESS = Symbol('access');

/** Everybody may come; a token, if there is one, must be good. */
export const OpenToAll = () => applyDecorators(SetMetadata(ACCESS, { role: 'viewer', scope: 'read', token: false } satisfies Access));

/** Only with a token of at least this role that carries this scope. */
export const Needs = (role: Role, scope: Scope) => applyDecorators(SetMetadata(ACCESS, { role, scope, token: true } satisfies Access), ApiBearerAuth());
