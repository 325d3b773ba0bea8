/** An `IntOrString`: a number, or a percentage of `total` rounded as asked. */
export function intOrPercent(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value.trim())?.[1];
  if (percent === undefined) return Number.parseInt(value, 10) || 0;
  const share = Number(percent) * total;
  return round === 'up' ? Math.ceil(share / 100) : Math.floor(share / 100);
}

/** Other text is refused by whoever reads the entry. */
export const isIntOrPercent = (value: number | string | undefined): boolean => typeof value !== 'string' || /^\d+%?$/.test(value.trim());
