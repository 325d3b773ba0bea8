import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Page, Paged } from '#io/store';
import { Refusal } from './refusal.js';

interface ListQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * Cursors as callers see them: what the store gave, with a signature for the list it belongs to. So the store meets
 * only cursors of its own, and a list only its own.
 */
export class Cursors {
  constructor(private readonly secret: string) {}

  /** What to ask the store for. */
  read(list: string, query: ListQuery): Page {
    if (query.cursor === undefined) return { limit: query.limit, after: null };
    const [text, signature] = query.cursor.split('.');
    const expected = Buffer.from(this.sign(list, text ?? ''));
    const given = Buffer.from(signature ?? '');
    if (expected.length !== given.length || !timingSafeEqual(expected, given))
      throw new Refusal('invalid-cursor', 'Use the `nextCursor` of the page before, unchanged.');
    return { limit: query.limit, after: Buffer.from(text ?? '', 'base64url').toString('utf8') };
  }

  write<Row, View>(list: string, page: Paged<Row>, view: (row: Row) => View): { items: View[]; nextCursor: string | null } {
    const text = page.nextCursor === null ? null : Buffer.from(page.nextCursor).toString('base64url');
    return { items: page.items.map(view), nextCursor: text === null ? null : `${text}.${this.sign(list, text)}` };
  }

  private sign(list: string, text: string): string {
    return createHmac('sha256', this.secret).update(`${list}\n${text}`).digest('base64url').slice(0, 16);
  }
}
