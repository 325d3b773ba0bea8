import { add, type Amounts, subtract } from './amounts.js';
import { DEFAULT_QUOTA, isAny, type Quota, topLevel, without } from './quota.js';

/**
 * What has to stay free in one allocation run so that guarantees can be met later: the sum of what roles have not consumed of theirs.
 * Surplus is what is free beyond it.
 */
export class Headroom {
  private readonly required: number[];
  private readonly available: number[];
  private readonly consumedHere = new Map<string, number[]>();
  readonly isWanted: boolean;

  constructor(quotas: ReadonlyMap<string, Quota>, consumed: ReadonlyMap<string, Amounts>, free: Amounts) {
    this.available = [...free];
    this.required = free.map(() => 0);
    for (const [role, quota] of quotas) {
      const used = [...(consumed.get(role) ?? free.map(() => 0))];
      this.consumedHere.set(role, used);
      add(this.required, without(quota.guarantees, used));
    }
    this.isWanted = [...quotas.values()].some((quota) => isAny(quota.guarantees));
  }

  /** What `role` has consumed of its quota so far; null for a role without. */
  consumedBy(role: string): Amounts | null {
    return this.consumedHere.get(role) ?? null;
  }

  /** Guarantees that a role has not got yet. */
  unsatisfied(role: string, quota: Quota = DEFAULT_QUOTA): Amounts {
    return without(quota.guarantees, this.consumedHere.get(role) ?? []);
  }

  /** Free beyond what guarantees need; null: nothing has to be kept. */
  get surplus(): Amounts | null {
    return isAny(this.required) ? without(this.available, this.required) : null;
  }

  /** An offer of the first stage: part of it meets a guarantee that needs no headroom any more. */
  guaranteed(role: string, towardsGuarantee: Amounts, unreserved: Amounts): void {
    this.required.splice(0, this.required.length, ...without(this.required, towardsGuarantee));
    this.given(role, unreserved);
  }

  given(role: string, unreserved: Amounts): void {
    const consumed = this.consumedHere.get(topLevel(role));
    if (consumed !== undefined) add(consumed, unreserved);
    subtract(this.available, unreserved);
  }
}
