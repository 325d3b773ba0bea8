/**
 * Which of `instances` to kill, at most `count`, so that every GROUP_BY of the app stays or gets even: `groupings` say for each of these
 * constraints at which value an instance stands. Each time one is taken from the fullest groups, of the least even grouping first, that
 * leaves every grouping within a difference of one, or more even than it was. Fewer are selected when none does; none without such constraints.
 */
export function selectInstancesToKill<T>(instances: readonly T[], count: number, groupings: readonly ((instance: T) => string | null)[]): readonly T[] {
  if (instances.length <= count) return instances;
  if (groupings.length === 0) return [];
  const distributions = groupings.map((valueOf) => new Distribution(instances, valueOf));
  const killed = new Set<T>();
  while (killed.size < count) {
    const next = candidates(instances, killed, distributions).find((one) => distributions.every((distribution) => distribution.allows(one)));
    if (next === undefined) break;
    killed.add(next);
    for (const distribution of distributions) distribution.kill(next);
  }
  return [...killed];
}

function candidates<T>(instances: readonly T[], killed: ReadonlySet<T>, distributions: readonly Distribution<T>[]): readonly T[] {
  const leastEvenFirst = [...distributions].sort((a, b) => b.spread - a.spread);
  return [...leastEvenFirst.flatMap((distribution) => distribution.fullest()), ...instances.filter((one) => !killed.has(one))];
}

/** Instances by value of one field, without those killed so far. */
class Distribution<T> {
  private readonly groups = new Map<string | null, Set<T>>();
  private readonly before: number;

  constructor(
    instances: readonly T[],
    private readonly valueOf: (instance: T) => string | null,
  ) {
    for (const one of instances) {
      const value = valueOf(one);
      const group = this.groups.get(value);
      if (group === undefined) this.groups.set(value, new Set([one]));
      else group.add(one);
    }
    this.before = this.spread;
  }

  /** Between the fullest group and the emptiest. */
  get spread(): number {
    return spreadOf(Array.from(this.groups.values(), (group) => group.size));
  }

  allows(one: T): boolean {
    const of = this.groups.get(this.valueOf(one));
    const after = spreadOf(Array.from(this.groups.values(), (group) => group.size - (group === of ? 1 : 0)));
    return after <= 1 || this.before > after;
  }

  /** Members of the fullest groups; none when all are equally full. */
  fullest(): readonly T[] {
    if (this.spread === 0) return [];
    const most = Math.max(...Array.from(this.groups.values(), (group) => group.size));
    return [...this.groups.values()].filter((group) => group.size === most).flatMap((group) => [...group]);
  }

  kill(one: T): void {
    this.groups.get(this.valueOf(one))?.delete(one);
  }
}

const spreadOf = (sizes: readonly number[]): number => Math.max(...sizes) - Math.min(...sizes);
