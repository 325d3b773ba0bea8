import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { ThrottlerException } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { ZodValidationException } from 'nestjs-zod';
import { ZodError } from 'zod';
import type { ProblemDetails } from './problem-details.js';
import { Refusal, type RefusalCode } from './refusal.js';

/** The only place that knows which HTTP status an outcome has. */
const ANSWERS: Readonly<Record<RefusalCode, readonly [status: number, title: string]>> = {
  'invalid-request': [400, 'The request is not as the API describes it'],
  'invalid-cursor': [400, 'The cursor is not one that this list gave'],
  'invalid-idempotency-key': [400, 'The idempotency key is not usable'],
  'upload-malformed': [400, 'The upload cannot be read'],
  'upload-missing': [400, 'The upload has no file'],
  unauthenticated: [401, 'A valid token is needed'],
  forbidden: [403, 'Not allowed'],
  'insufficient-scope': [403, 'The token does not reach this far'],
  'no-team': [403, 'The token belongs to no team'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'The method is not offered here'],
  'contest-not-open': [409, 'The contest has not opened yet'],
  'contest-closed': [409, 'The contest is closed'],
  'already-exists': [409, 'It exists already'],
  'idempotency-key-reused': [409, 'The idempotency key was used for another entry'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'The media type is not supported'],
  'entry-rejected': [422, 'The entry is rejected'],
  'scenario-rejected': [422, 'The scenario is rejected'],
  'quota-exceeded': [429, 'The quota of submissions is used up'],
  'too-many-requests': [429, 'Too many requests'],
  'too-many-streams': [503, 'Too many streams are open'],
  'plugins-unavailable': [503, 'No judge runs plugins at the moment'],
  'live-unavailable': [503, 'No judge takes runs on real containers at the moment'],
  unavailable: [503, 'Not available at the moment'],
  internal: [500, 'The platform made a mistake'],
};

/** What Nest and Express throw by themselves, by status. */
const CODE_OF_STATUS: Readonly<Record<number, RefusalCode>> = {
  400: 'invalid-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  503: 'unavailable',
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const refusal = refusalOf(thrown);
    if (refusal.code === 'internal') this.logger.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    if (response.headersSent) return void response.destroy();
    answer(request, response, refusal);
  }
}

function answer(request: Request, response: Response, refusal: Refusal): void {
  const [status, title] = ANSWERS[refusal.code];
  const { problems, fields, retryAfterSeconds } = refusal.details;
  const body: ProblemDetails = {
    type: `https://regatta.dev/problems/${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    instance: request.path,
    ...(problems === undefined ? {} : { problems: [...problems] }),
    ...(fields === undefined ? {} : { fields: [...fields] }),
  };
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="regatta"');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  response.setHeader('Cache-Control', 'no-store');
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof ZodValidationException) return invalid(thrown.getZodError());
  if (thrown instanceof ThrottlerException) return new Refusal('too-many-requests', 'Slow down; Retry-After says when to try again.');
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  const code = CODE_OF_STATUS[status] ?? (status < 500 ? 'invalid-request' : 'internal');
  // What a bug says is for the log; the caller learns that it is not their fault.
  if (code === 'internal') return new Refusal(code, 'Nothing is wrong with the request; the log of the platform knows more.');
  if (code === 'not-found') return new Refusal(code, 'There is nothing at this address.');
  return new Refusal(code, thrown instanceof Error ? thrown.message : 'The request was refused.');
}

function invalid(error: unknown): Refusal {
  const issues = error instanceof ZodError ? error.issues : [];
  const fields = issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return new Refusal('invalid-request', fields.map((field) => (field.path === '' ? field.message : `${field.path}: ${field.message}`)).join('; '), { fields });
}

/** Errors of Express's own middleware carry a status; only those of the 400s are the caller's. */
function statusOf(thrown: unknown): number {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
