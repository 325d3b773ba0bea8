/** A field as Go's JSON decoder finds it: by its name, or by a name that differs in case only; the last one counts. */
export function goField(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(record, name)) return record[name] ?? undefined;
  const key = Object.keys(record).findLast((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : (record[key] ?? undefined);
}

export function goMap(value: unknown, name: string): ReadonlyMap<string, unknown> {
  const map = goField(value, name);
  return new Map(map !== null && typeof map === 'object' && !Array.isArray(map) ? Object.entries(map) : []);
}

export function goList(value: unknown, name: string): readonly unknown[] | undefined {
  const list = goField(value, name);
  return Array.isArray(list) ? (list as readonly unknown[]) : undefined;
}

export const goText = (value: unknown, name: string): string => {
  const text = goField(value, name);
  return typeof text === 'string' ? text : '';
};
