import { amounts, type Share } from '#core/orchestrator/mesos';

export type Scalars = Readonly<Partial<Record<'cpus' | 'mem' | 'disk' | 'gpus', number>>>;

/** `cpus 0.5 mem 312`, `cpus:2;mem:1024`: the amounts a text names. */
export function scalarsIn(text: string): Scalars {
  return Object.fromEntries([...text.matchAll(/(cpus|mem|disk|gpus)[\s:]+([\d.]+)/g)].map(([, name, value]) => [name, Number(value)]));
}

export function reservedMap(reserved: Readonly<Record<string, Scalars>> | undefined): ReadonlyMap<string, readonly number[]> | null {
  return reserved === undefined ? null : new Map(Object.entries(reserved).map(([role, scalars]) => [role, amounts(scalars)]));
}

export function shareOf(total: readonly number[], reserved: Readonly<Record<string, Scalars>> | undefined): Share {
  const parts = reservedMap(reserved);
  const unreserved = [...total];
  for (const part of parts?.values() ?? []) for (const [kind, amount] of part.entries()) unreserved[kind] = (unreserved[kind] as number) - amount;
  return { unreserved, reserved: parts };
}

/** All of an offer, reserved or not, in the units of the cases. */
export function wholeOffer({ unreserved, reserved }: Share): Record<string, number> {
  const whole = [...unreserved];
  for (const part of reserved?.values() ?? []) for (const [kind, amount] of part.entries()) whole[kind] = (whole[kind] as number) + amount;
  return Object.fromEntries(['cpus', 'mem', 'disk', 'gpus'].map((name, kind) => [name, (whole[kind] as number) / 1000]));
}
