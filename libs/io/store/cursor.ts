import type { Page, Paged } from './store-ports.js';

/** The sort key of a row as an opaque text: equal times are told apart by id. */
export const timeCursor = (at: Date, id: string): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** Null: not a cursor that this platform gave out; reading starts from the beginning. */
export function readTimeCursor(cursor: string | null): readonly [Date, string] | null {
  if (cursor === null) return null;
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const at = new Date(time ?? '');
  return id === undefined || Number.isNaN(at.getTime()) ? null : [at, id];
}

/** Of `limit + 1` rows: a page, and a cursor when there is more. */
export function paged<T>(rows: readonly T[], page: Page, cursorOf: (row: T) => string): Paged<T> {
  const items = rows.slice(0, page.limit);
  const last = items[items.length - 1];
  return { items, nextCursor: rows.length > page.limit && last !== undefined ? cursorOf(last) : null };
}
