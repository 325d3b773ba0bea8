import type { Contest, Leaderboard, Me, Run, Scenario, Submission, Timeline } from './model';

/** The addresses the pages use, in the form openapi-fetch reads. */
interface Json<T> {
  readonly content: { readonly 'application/json': Mutable<T> };
}
/** openapi-fetch takes a readonly array for an object. */
type Mutable<T> = T extends readonly (infer Item)[] ? Mutable<Item>[] : T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
interface Read<T, P> {
  readonly get: { readonly parameters: P; readonly responses: { readonly 200: Json<T> } };
}
type ById = { readonly path: { readonly id: string } };
interface List<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface paths {
  '/api/v1/contests': Read<List<Contest>, { readonly query?: { readonly cursor?: string } }>;
  '/api/v1/contests/{id}': Read<Contest, ById>;
  '/api/v1/contests/{id}/leaderboard': Read<Leaderboard, ById>;
  '/api/v1/contests/{id}/submissions': {
    readonly post: {
      readonly parameters: ById & { readonly header?: { readonly 'Idempotency-Key'?: string } };
      readonly requestBody: { readonly content: { readonly 'multipart/form-data': { readonly file: File } } };
      readonly responses: { readonly 201: Json<{ readonly submission: Submission }> };
    };
  };
  '/api/v1/submissions': Read<List<Submission>, { readonly query?: { readonly contest?: string; readonly team?: string; readonly cursor?: string } }>;
  '/api/v1/submissions/{id}': Read<Submission, ById>;
  '/api/v1/runs/{id}': Read<Run, ById>;
  '/api/v1/runs/{id}/timeline': Read<{ readonly timeline: Timeline | null }, ById>;
  '/api/v1/scenarios/{id}': Read<Scenario, ById>;
  '/api/v1/me': Read<Me, Record<never, never>>;
}
