/** Labels as a map: a label may be called `constructor`, and a plain object would answer for it. */
export type Labels = ReadonlyMap<string, string>;

export const NO_LABELS: Labels = new Map();

export function labelsOf(object: Readonly<Record<string, string>> | null | undefined): Labels {
  if (object === undefined || object === null) return NO_LABELS;
  return new Map(Object.entries(object));
}

export function sameLabels(a: Labels, b: Labels): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}
