import type { OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { Refusal } from './refusal.js';

interface Address {
  readonly pattern: RegExp;
  /** Methods, and whether each takes JSON. */
  readonly methods: ReadonlyMap<string, boolean>;
}

const PROBES = /^\/(healthz|readyz|metrics|api\/openapi\.json)$/;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Holds every request to the description before anybody reads it: a method that its address does not offer, a body that is not the
 * JSON it takes, and characters that no database keeps. Addresses that nobody describes go on to become a 404.
 */
export function describedRequests(description: OpenAPIObject) {
  const addresses = Object.entries(description.paths).map(([path, item]): Address => {
    const methods = METHODS.flatMap((method) => {
      const body = item[method]?.requestBody;
      return item[method] === undefined ? [] : [[method.toUpperCase(), body !== undefined && 'content' in body && 'application/json' in body.content] as const];
    });
    return { pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`), methods: new Map(methods) };
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    const address = addresses.find(({ pattern }) => pattern.test(request.path));
    const refusal = nulIn(request.path) ?? (address === undefined ? probe(request, response) : offered(address, request, response));
    next(refusal);
  };
}

function offered({ methods }: Address, request: Request, response: Response): Refusal | undefined {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const takesJson = methods.get(method);
  if (takesJson === undefined) return notOffered(request, response, [...methods.keys()]);
  const hasBody = Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
  if (takesJson && hasBody && request.is('json') === false) return new Refusal('unsupported-media-type', 'Send JSON, as `Content-Type: application/json`.');
  return undefined;
}

const probe = (request: Request, response: Response): Refusal | undefined =>
  PROBES.test(request.path) && request.method !== 'GET' && request.method !== 'HEAD' ? notOffered(request, response, ['GET']) : undefined;

function notOffered(request: Request, response: Response, methods: readonly string[]): Refusal {
  const allow = methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET')] : methods;
  response.setHeader('Allow', allow.join(', '));
  return new Refusal('method-not-allowed', `${request.method} is not offered here; ${allow.join(', ')} ${allow.length === 1 ? 'is' : 'are'}.`);
}

const nulIn = (path: string): Refusal | undefined =>
  path.includes('%00') ? new Refusal('invalid-request', 'The address has a NUL character, which nothing here is named with.') : undefined;

/** After the body was read: PostgreSQL keeps no NUL in a text. */
export function refuseNul(request: Request, _response: Response, next: NextFunction): void {
  const found = request.body !== undefined && JSON.stringify(request.body).includes('\\u0000');
  next(found ? new Refusal('invalid-request', 'The body has a NUL character, which cannot be kept.') : undefined);
}
