/** Mean and standard deviation of a sample; the deviation of fewer than two values is 0. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  if (values.length < 2) return { mean, deviation: 0 };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}

/** Pearson's correlation of two equally long lists; null where one of them does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  const [one, two] = [spreadOf(a), spreadOf(b)];
  if (a.length < 2 || one.deviation === 0 || two.deviation === 0) return null;
  const together = a.reduce((sum, value, index) => sum + (value - one.mean) * ((b[index] as number) - two.mean), 0) / (a.length - 1);
  return together / (one.deviation * two.deviation);
}

/** Pairs of runs after which a mean difference stands out from its scatter (95 %); null: it never does. */
export function seedsToSeparate(difference: number, deviation: number): number | null {
  if (difference === 0) return null;
  return Math.max(2, Math.ceil(((1.96 * deviation) / difference) ** 2));
}
