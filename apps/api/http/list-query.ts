import { z } from 'zod';

export const idSchema = z.string().regex(/^[\w.-]{1,64}$/, 'is not an id');

/** What every list takes. */
export const listQuery = {
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const pageSchema = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
