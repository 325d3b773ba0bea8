import { parseQuantityNanos, quantityMilli, quantityValue } from '#core/units';

/** Amounts of resources as the scheduler counts them: CPU in thousandths, all else in whole units. */
export interface Amounts {
  cpu: number;
  memory: number;
  ephemeral: number;
  /** Extended resources, huge pages, attachable volumes. */
  readonly scalars: Map<string, number>;
}

export type ResourceList = Readonly<Record<string, string | number>>;

export const noAmounts = (): Amounts => ({ cpu: 0, memory: 0, ephemeral: 0, scalars: new Map() });

/** Anything else that is not cpu, memory or ephemeral-storage is not the scheduler's business. */
export const isScalar = (name: string): boolean => name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');
/** A resource that somebody added to Kubernetes: `nvidia.com/gpu`. */
export const isExtended = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');

/** Beyond exact integers all quantities are alike: as much as there can be. */
export function quantity(name: string, text: string | number): number {
  const exact = name === 'cpu' ? quantityMilli(text) : quantityValue(text);
  return exact ?? ((parseQuantityNanos(text) ?? 0n) > 0n ? Number.MAX_SAFE_INTEGER : 0);
}

export function quantities(list: ResourceList | null | undefined): Map<string, number> {
  const found = new Map<string, number>();
  for (const name in list) found.set(name, quantity(name, list[name] as string | number));
  return found;
}

/** Most pods ask for nothing of the kind. Not to be written to. */
export const NO_SCALARS = new Map<string, number>();

export function amountsOf(list: ReadonlyMap<string, number>): Amounts {
  let scalars = NO_SCALARS;
  for (const [name, value] of list) {
    if (!isScalar(name)) continue;
    if (scalars === NO_SCALARS) scalars = new Map();
    scalars.set(name, value);
  }
  return { cpu: list.get('cpu') ?? 0, memory: list.get('memory') ?? 0, ephemeral: list.get('ephemeral-storage') ?? 0, scalars };
}

export function addAmounts(into: Amounts, more: Amounts, times: 1 | -1): void {
  into.cpu += times * more.cpu;
  into.memory += times * more.memory;
  into.ephemeral += times * more.ephemeral;
  if (more.scalars.size > 0) for (const [name, value] of more.scalars) into.scalars.set(name, (into.scalars.get(name) ?? 0) + times * value);
}

export function amount(amounts: Amounts, name: string): number {
  if (name === 'cpu') return amounts.cpu;
  if (name === 'memory') return amounts.memory;
  return name === 'ephemeral-storage' ? amounts.ephemeral : (amounts.scalars.get(name) ?? 0);
}
