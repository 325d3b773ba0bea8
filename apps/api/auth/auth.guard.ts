import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Refusal } from '../http/refusal.js';
import { ACCESS, type Access } from './access.js';
import { ANYBODY, type Caller, type CallerRequest } from './caller.js';
import { atLeast } from './roles.js';
import { TokenReader } from './token-reader.js';

/** Finds out who calls, and refuses who may not. A route that does not say whom it is for is refused to all. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenReader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say who may call it`);
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const caller = await this.callerOf(request.headers.authorization);
    request.caller = caller;
    if (access.token && caller.tokenId === null) throw new Refusal('unauthenticated', 'Send `Authorization: Bearer <token>`.');
    if (!atLeast(caller.role, access.role)) throw new Refusal('forbidden', `This is for the role ${access.role} and above.`);
    if (!caller.scopes.includes(access.scope)) throw new Refusal('insufficient-scope', `The token does not have the scope \`${access.scope}\`.`);
    return true;
  }

  private async callerOf(header: string | undefined): Promise<Caller> {
    if (header === undefined) return ANYBODY;
    const secret = /^Bearer ([\w.~+/-]{16,256}=*)$/i.exec(header)?.[1];
    const caller = secret === undefined ? undefined : await this.tokens.read(secret);
    if (caller === undefined) throw new Refusal('unauthenticated', 'The token is unknown, revoked or expired.');
    return caller;
  }
}
