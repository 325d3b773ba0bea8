import { createHash } from 'node:crypto';
import type { ThrottlerModuleOptions } from '@nestjs/throttler';
import type { Request } from 'express';

const MINUTE_MS = 60_000;

/** Requests a minute; generous: a page with live updates, a CI that polls, fifty uploads at once all fit. */
export interface RateLimits {
  readonly perAddress: number;
  readonly perToken: number;
}
export const RATE_LIMITS: RateLimits = { perAddress: 6_000, perToken: 1_200 };

/**
 * Two counters: one an address, one a token (an address where there is none). Guessed tokens get fresh counters of
 * the second kind, yet all count on the first.
 */
export function throttlerOptions(limits: RateLimits): ThrottlerModuleOptions {
  const address = (request: Record<string, unknown>) => (request as unknown as Request).ip ?? 'unknown';
  return {
    throttlers: [
      { name: 'address', ttl: MINUTE_MS, limit: limits.perAddress, getTracker: address },
      { name: 'token', ttl: MINUTE_MS, limit: limits.perToken, getTracker: (request) => bearerDigest(request as unknown as Request) ?? address(request) },
    ],
    // One counter for the whole API, not one a route.
    generateKey: (_context, tracker, name) => `${name}:${tracker}`,
  };
}

function bearerDigest(request: Request): string | undefined {
  const header = request.headers.authorization;
  return header === undefined ? undefined : createHash('sha256').update(header).digest('base64url');
}
