import { add, type Amounts, isEmpty, subtract } from './amounts.js';

/** What a framework refused on an agent: offers within it are held back until the filter has run out. */
export interface OfferFilter {
  readonly framework: string;
  readonly role: string;
  readonly refused: Amounts;
  readonly expiresAtUs: number;
  /** Batch runs before the filter was set: it lasts for one at least. */
  readonly batches: number;
}

/** Part of an agent: what is reserved for roles, and the rest. */
export interface Share {
  readonly unreserved: Amounts;
  /** By role. */
  readonly reserved: ReadonlyMap<string, Amounts> | null;
}

/** An agent as the allocator knows it. */
export interface Agent {
  readonly id: number;
  readonly total: Amounts;
  readonly reserved: ReadonlyMap<string, Amounts> | null;
  readonly free: number[];
  readonly freeReserved: ReadonlyMap<string, number[]> | null;
  /** Offered at all: not draining, not deactivated, not unreachable. */
  active: boolean;
  filters: OfferFilter[];
}

export function newAgent(id: number, total: Amounts, reserved: ReadonlyMap<string, Amounts> | null): Agent {
  const free = [...total];
  for (const part of reserved?.values() ?? []) subtract(free, part);
  const freeReserved = reserved === null ? null : new Map<string, number[]>(Array.from(reserved, ([role, part]) => [role, [...part]]));
  return { id, total, reserved, free, freeReserved, active: true, filters: [] };
}

export function take(agent: Agent, { unreserved, reserved }: Share): void {
  subtract(agent.free, unreserved);
  for (const [role, part] of reserved ?? []) subtract(agent.freeReserved?.get(role) ?? [], part);
}

export function giveBack(agent: Agent, { unreserved, reserved }: Share): void {
  add(agent.free, unreserved);
  for (const [role, part] of reserved ?? []) add(agent.freeReserved?.get(role) ?? [], part);
}

/** Free reservations that `role` may use: its own and its ancestors'. */
export function reservedFor(agent: Agent, role: string): ReadonlyMap<string, Amounts> | null {
  if (agent.freeReserved === null) return null;
  const usable = new Map<string, Amounts>();
  for (const [owner, part] of agent.freeReserved) if ((owner === role || role.startsWith(`${owner}/`)) && !isEmpty(part)) usable.set(owner, [...part]);
  return usable.size === 0 ? null : usable;
}

export function nothingLeft(agent: Agent): boolean {
  if (!isEmpty(agent.free)) return false;
  for (const part of agent.freeReserved?.values() ?? []) if (!isEmpty(part)) return false;
  return true;
}

/** All of a share, whoever it is reserved for. */
export function wholeOf({ unreserved, reserved }: Share): Amounts {
  if (reserved === null) return unreserved;
  const whole = [...unreserved];
  for (const part of reserved.values()) add(whole, part);
  return whole;
}
