/** The first version in which an escape from a container that runs somebody else's program was closed (CVE-2024-21626). */
const LEAST = [1, 1, 12] as const;
/** Debian's own repairs of older versions: upstream version to the least of Debian's revisions. */
const REPAIRED: Readonly<Record<string, string>> = { '1.1.5': '1.1.5+ds1-1+deb12u1', '1.0.0~rc93': '1.0.0~rc93+ds1-5+deb11u3' };
/** The escapes of 2025 need mounts or images of the attacker's choosing, which no sandbox has; advised, not required. */
const ADVISED: readonly (readonly [number, number, number])[] = [
  [1, 2, 8],
  [1, 3, 3],
];

export type RuncVerdict = 'good' | 'old' | 'vulnerable' | 'unknown';

export function judgeRunc(text: string): RuncVerdict {
  const upstream = /(\d+)\.(\d+)\.(\d+)(~rc\d+)?/.exec(text);
  if (upstream === null) return 'unknown';
  const version = [Number(upstream[1]), Number(upstream[2]), Number(upstream[3])] as const;
  if (compare(version, LEAST) < 0) return isRepaired(text, upstream[0]) ? 'old' : 'vulnerable';
  const advised = ADVISED.find(([major, minor]) => major === version[0] && minor === version[1]);
  if (advised !== undefined) return compare(version, advised) < 0 ? 'old' : 'good';
  return compare(version, [1, 3, 3]) > 0 ? 'good' : 'old';
}

function isRepaired(text: string, upstream: string): boolean {
  const least = REPAIRED[upstream];
  const revision = /\+deb(\d+)u(\d+)/.exec(text);
  const wanted = /\+deb(\d+)u(\d+)/.exec(least ?? '');
  if (revision === null || wanted === null) return false;
  return Number(revision[1]) > Number(wanted[1]) || (revision[1] === wanted[1] && Number(revision[2]) >= Number(wanted[2]));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
