import { z } from 'zod';

/**
 * An object with exactly these fields. The message of an unknown one is the list of the allowed, separated by ", ": the
 * printer of problems makes "did you mean" of it.
 */
export function fields<S extends z.core.$ZodShape>(shape: S) {
  const allowed = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowed : `a block with the fields ${allowed}`),
  });
}

/** A tagged object: exactly one of these fields, whose value is the result. */
export function tagged<T>(kinds: Readonly<Record<string, z.ZodType<T>>>) {
  const names = Object.keys(kinds);
  const shape = Object.fromEntries(names.map((name) => [name, (kinds[name] as z.ZodType<T>).optional()]));
  return fields(shape)
    .superRefine((value, context) => {
      const given = Object.values(value).filter((one) => one !== undefined).length;
      if (given !== 1) context.addIssue({ code: 'custom', message: `write exactly one of: ${names.join(', ')}`, params: { code: 'one-of' } });
    })
    .transform((value) => Object.values(value).find((one) => one !== undefined) as T)
    .meta({ minProperties: 1, maxProperties: 1 });
}
