/**
 * Amounts of what Mesos counts, one place a kind: scalars in thousandths, as Mesos itself keeps them (three decimals, fixed point), and last
 * the number of host ports, which is no scalar: never chopped, no part of a share.
 */
export type Amounts = readonly number[];

export const SCALARS = ['cpus', 'mem', 'disk', 'gpus'] as const;
export type ScalarName = (typeof SCALARS)[number];
export const SCALAR_COUNT = SCALARS.length;
export const PORTS = SCALAR_COUNT;
export const KIND_COUNT = SCALAR_COUNT + 1;

export const NOTHING: Amounts = [0, 0, 0, 0, 0];

/** Thousandths of a value as JSON has it; the nearest, as Mesos rounds. */
export const toMilli = (value: number): number => Math.round(value * 1000);

/** `{cpus: 1.5, mem: 512}` and a number of ports as amounts. */
export function amounts(scalars: Readonly<Partial<Record<ScalarName, number>>>, ports = 0): Amounts {
  return [...SCALARS.map((name) => toMilli(scalars[name] ?? 0)), ports];
}

export const sum = (a: Amounts, b: Amounts): number[] => a.map((value, kind) => value + (b[kind] as number));
export const difference = (a: Amounts, b: Amounts): number[] => a.map((value, kind) => value - (b[kind] as number));

export function add(to: number[], more: Amounts): void {
  for (let kind = 0; kind < KIND_COUNT; kind++) to[kind] = (to[kind] as number) + (more[kind] as number);
}

export function subtract(from: number[], less: Amounts): void {
  for (let kind = 0; kind < KIND_COUNT; kind++) from[kind] = (from[kind] as number) - (less[kind] as number);
}

export function isEmpty(of: Amounts): boolean {
  return of.every((amount) => amount <= 0);
}

/** Whether `outer` has at least all of `inner`. */
export function contains(outer: Amounts, inner: Amounts): boolean {
  for (let kind = 0; kind < KIND_COUNT; kind++) if ((inner[kind] as number) > (outer[kind] as number)) return false;
  return true;
}

/** `cpus:1.5; mem:512; ports:2`, without what is none. */
export function printed(of: Amounts): string {
  const parts = SCALARS.flatMap((name, kind) => ((of[kind] as number) > 0 ? [`${name}:${(of[kind] as number) / 1000}`] : []));
  if ((of[PORTS] as number) > 0) parts.push(`ports:${of[PORTS]}`);
  return parts.join('; ');
}
