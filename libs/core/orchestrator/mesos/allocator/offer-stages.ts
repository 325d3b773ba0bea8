import { type Agent, reservedFor, type Share } from './agent.js';
import { type Amounts, difference, isEmpty, sum } from './amounts.js';
import type { Headroom } from './headroom.js';
import { chopped, isAny, type Quota } from './quota.js';

/**
 * Of an agent, for a role whose guarantee is not met: the guarantee itself (whatever the headroom is), the role's reservations, all ports,
 * and as much beyond as the role's limit and the headroom of others allow. Null when it would not help the guarantee.
 */
export function offerOfFirstStage(
  agent: Agent,
  role: string,
  quota: Quota,
  headroom: Headroom,
): { readonly share: Share; readonly towardsGuarantee: Amounts } | null {
  const unsatisfied = headroom.unsatisfied(role, quota);
  const towardsGuarantee = chopped(scalarsOf(agent.free), unsatisfied);
  if (!isAny(towardsGuarantee)) return null;
  let more = difference(agent.free, towardsGuarantee);
  const consumed = headroom.consumedBy(role) ?? [];
  more = chopped(
    more,
    quota.limits.map((limit, kind) => limit - (consumed[kind] ?? 0) - (towardsGuarantee[kind] as number)),
  );
  const { surplus } = headroom;
  if (surplus !== null) more = chopped(more, surplus);
  return { share: { unreserved: sum(towardsGuarantee, more), reserved: reservedFor(agent, role) }, towardsGuarantee };
}

/** Of an agent, for any role: all reservations it may use, all ports, and of the rest what its limit and the headroom allow. Null when there is nothing. */
export function offerOfSecondStage(agent: Agent, role: string, quota: Quota, headroom: Headroom): Share | null {
  const reserved = reservedFor(agent, role);
  if (reserved === null && isEmpty(agent.free)) return null;
  const consumed = headroom.consumedBy(role);
  let unreserved: Amounts = agent.free;
  if (consumed !== null)
    unreserved = chopped(
      unreserved,
      quota.limits.map((limit, kind) => limit - (consumed[kind] as number)),
    );
  const { surplus } = headroom;
  if (surplus !== null) unreserved = chopped(unreserved, surplus);
  return { unreserved: [...unreserved], reserved };
}

const scalarsOf = (free: Amounts): Amounts => free.map((value, kind) => (kind < free.length - 1 ? value : 0));
