import { add, type Amounts, isEmpty, KIND_COUNT, NOTHING, PORTS, type Share } from '../../allocator/index.js';
import type { Constraint } from '../constraints/constraint.js';
import { meetsConstraint, type Standing } from '../constraints/meets-constraint.js';
import { type AgentView, fieldValue } from './agent-view.js';
import { bitOf } from './mismatch.js';

/** What a task of an app asks of an offer. */
export interface Demand {
  readonly needs: Amounts;
  readonly constraints: readonly Constraint[];
  /** Roles whose resources it takes: `*` is what nobody has reserved. */
  readonly accepts: ReadonlySet<string>;
  readonly takesScarceGpus: boolean;
}

/** Where an offer is judged from. */
export interface MatchSite {
  /** How the instances of an app stand with regard to its n-th constraint. */
  readonly standing: (index: number) => Standing;
  /** Region of the master: agents elsewhere are for apps that constrain region or zone. */
  readonly homeRegion: string | null;
}

const UNFULFILLED_ROLE = bitOf('UnfulfilledRole');
const UNFULFILLED_CONSTRAINT = bitOf('UnfulfilledConstraint');
const MAINTENANCE = bitOf('AgentMaintenance');
const PORTS_BIT = bitOf('InsufficientPorts');
const SCARCE = bitOf('DeclinedScarceResources');
const INSUFFICIENT = [bitOf('InsufficientCpus'), bitOf('InsufficientMemory'), bitOf('InsufficientDisk'), bitOf('InsufficientGpus')];
const GPUS = INSUFFICIENT.length - 1;
const FAULT_DOMAIN = ['@region', '@zone'];

/** Of an offer, what is in roles the app takes. */
export function acceptedPart({ unreserved, reserved }: Share, accepts: ReadonlySet<string>): Amounts {
  const whole = accepts.has('*') ? unreserved : NOTHING;
  if (reserved === null) return whole;
  const all = [...whole];
  for (const [role, part] of reserved) if (accepts.has(role)) add(all, part);
  return all;
}

/** Everything that speaks against an offer, as bits; 0: it matches. Ports are only looked at when nothing else does. */
export function mismatchBits(demand: Demand, offered: Share, agent: AgentView, site: MatchSite): number {
  const { needs } = demand;
  const accepted = acceptedPart(offered, demand.accepts);
  let bits = isEmpty(accepted) ? UNFULFILLED_ROLE : 0;
  for (let kind = 0; kind < INSUFFICIENT.length; kind++) if ((needs[kind] as number) > (accepted[kind] as number)) bits |= INSUFFICIENT[kind] as number;
  if (!meetsAll(demand, agent, site)) bits |= UNFULFILLED_CONSTRAINT;
  if (agent.underMaintenance) bits |= UNFULFILLED_CONSTRAINT | MAINTENANCE;
  if ((needs[GPUS] as number) === 0 && !demand.takesScarceGpus && gpusIn(offered) > 0) bits |= SCARCE;
  if (bits === 0 && isElsewhere(demand, agent, site)) bits |= UNFULFILLED_CONSTRAINT;
  if (bits === 0 && (needs[PORTS] as number) > (accepted[PORTS] as number)) bits |= PORTS_BIT;
  return bits;
}

function meetsAll({ constraints }: Demand, agent: AgentView, { standing }: MatchSite): boolean {
  for (const [index, constraint] of constraints.entries()) if (!meetsConstraint(constraint, fieldValue(agent, constraint.field), standing(index))) return false;
  return true;
}

function isElsewhere({ constraints }: Demand, { region }: AgentView, { homeRegion }: MatchSite): boolean {
  return region !== null && region !== homeRegion && !constraints.some(({ field }) => FAULT_DOMAIN.includes(field));
}

function gpusIn({ unreserved, reserved }: Share): number {
  let gpus = unreserved[GPUS] as number;
  for (const part of reserved?.values() ?? []) gpus += part[GPUS] as number;
  return gpus;
}

/** The part of an offer that a task uses: reservations first, then what is not reserved. */
export function partFor({ needs, accepts }: Demand, { reserved }: Share): Share {
  if (reserved === null) return { unreserved: needs, reserved: null };
  const left = [...needs];
  const used = new Map<string, Amounts>();
  for (const [role, part] of reserved) {
    if (!accepts.has(role)) continue;
    const taken = part.map((amount, kind) => Math.min(amount, left[kind] as number));
    for (let kind = 0; kind < KIND_COUNT; kind++) left[kind] = (left[kind] as number) - (taken[kind] as number);
    if (!isEmpty(taken)) used.set(role, taken);
  }
  return { unreserved: left, reserved: used.size === 0 ? null : used };
}
