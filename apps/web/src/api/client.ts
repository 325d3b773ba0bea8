import createClient, { type Middleware } from 'openapi-fetch';
import { readToken } from '../session/token';
import { ApiError } from './api-error';
import type { paths } from './schema.generated';

const authorize: Middleware = {
  onRequest({ request }) {
    const token = readToken();
    if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
    return request;
  },
};

/** Typed by the API's own description: `npx openapi-typescript apps/api/openapi.json -o apps/web/src/api/schema.generated.ts` renews it. */
export const client = createClient<paths>({ baseUrl: location.origin });
client.use(authorize);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer, or an ApiError that says what a person can do about it. */
export async function dataOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw new ApiError(0, 'unreachable', 'The platform did not answer. It may be restarting, or the connection is gone.');
  });
  if (!response.ok || data === undefined) throw ApiError.from(response.status, error);
  return data;
}
