import { client, dataOf } from './client';
import type { Submission } from './model';

export const MAX_ENTRY_BYTES = 8 * 1024 * 1024;

/** Sends one file as an entry. `key` stays the same over repetitions of one upload, so that a lost answer makes no second submission. */
export async function submitEntry(contestId: string, file: File, key: string): Promise<Submission> {
  const answer = await dataOf(
    client.POST('/api/v1/contests/{id}/submissions', {
      params: { path: { id: contestId }, header: { 'Idempotency-Key': key } },
      // OpenAPI calls a binary part a string; what is sent is the form below.
      body: { file: file.name },
      bodySerializer: () => {
        const form = new FormData();
        form.append('file', file, file.name);
        return form;
      },
    }),
  );
  return answer.submission;
}

/** `crypto.randomUUID` exists in secure contexts only; a platform on a laboratory network may be plain HTTP. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
