import { RandomStream } from '#core/random';
import { SECOND } from '#core/units';
import { type Agent, giveBack, newAgent, nothingLeft, type Share, take, wholeOf } from './agent.js';
import { add, type Amounts, isEmpty, KIND_COUNT, subtract } from './amounts.js';
import { DrfSorter } from './drf-sorter.js';
import { Headroom } from './headroom.js';
import type { Offer } from './offer.js';
import { offerOfFirstStage, offerOfSecondStage } from './offer-stages.js';
import { DEFAULT_QUOTA, isAny, type Quota, topLevel } from './quota.js';

export interface AllocatorOptions {
  readonly seed: number | string;
  readonly allocationIntervalUs?: number;
  /** An offer has at least one of these in full. */
  readonly minAllocatable?: readonly Amounts[];
}

interface Framework {
  readonly id: string;
  readonly roles: Set<string>;
  readonly suppressed: Set<string>;
}

/** `--min_allocatable_resources=cpus:0.01|mem:32`, the default. */
export const MIN_ALLOCATABLE: readonly Amounts[] = [
  [10, 0, 0, 0, 0],
  [0, 32_000, 0, 0, 0],
];

/**
 * Mesos' hierarchical DRF allocator. Agents are gone through in random order, twice: first for roles whose quota guarantee is not met,
 * then for everybody; each time the role with the lowest share that takes what is left gets all of it (coarse-grained offers), up to
 * its limit and as long as enough stays free for the guarantees of others. What it offers is allocated until it is recovered.
 */
export class HierarchicalAllocator {
  readonly allocationIntervalUs: number;
  private readonly agents = new Map<number, Agent>();
  private readonly frameworks = new Map<string, Framework>();
  private readonly roles = new DrfSorter();
  private readonly sorters = new Map<string, DrfSorter>();
  private readonly quotas = new Map<string, Quota>();
  /** Reservations and unreserved allocations of roles at the top and all below them. */
  private readonly consumed = new Map<string, number[]>();
  /** Free and unreserved, over all agents. */
  private readonly free: number[] = Array.from({ length: KIND_COUNT }, () => 0);
  private readonly order: RandomStream;
  private readonly minAllocatable: readonly Amounts[];
  private batches = 0;

  constructor(options: AllocatorOptions) {
    this.allocationIntervalUs = options.allocationIntervalUs ?? SECOND;
    this.minAllocatable = options.minAllocatable ?? MIN_ALLOCATABLE;
    this.order = new RandomStream(options.seed, 'mesos/agent-order');
  }

  addFramework(id: string, roles: readonly string[]): void {
    const framework: Framework = { id, roles: new Set(), suppressed: new Set() };
    this.frameworks.set(id, framework);
    for (const role of roles) this.subscribe(id, role);
  }

  /** One more role for a framework. */
  subscribe(id: string, role: string): void {
    const framework = this.framework(id);
    if (framework.roles.has(role)) return;
    framework.roles.add(role);
    if (!this.roles.has(role)) {
      this.roles.add(role);
      this.roles.activate(role);
      this.sorters.set(role, new DrfSorter());
    }
    const sorter = this.sorters.get(role) as DrfSorter;
    sorter.add(id);
    sorter.activate(id);
  }

  /** It gets no offers any more; what it holds it keeps until it is recovered. */
  deactivateFramework(id: string): void {
    for (const role of this.framework(id).roles) this.sorters.get(role)?.deactivate(id);
  }

  activateFramework(id: string): void {
    const { roles, suppressed } = this.framework(id);
    for (const role of roles) if (!suppressed.has(role)) this.sorters.get(role)?.activate(id);
  }

  /** Everything it held has been recovered before. */
  removeFramework(id: string): void {
    for (const role of this.framework(id).roles) {
      const sorter = this.sorters.get(role) as DrfSorter;
      sorter.remove(id);
      if (sorter.sort().length > 0 || [...this.frameworks.values()].some((other) => other.id !== id && other.roles.has(role))) continue;
      this.sorters.delete(role);
      this.roles.remove(role);
    }
    this.frameworks.delete(id);
    for (const agent of this.agents.values()) agent.filters = agent.filters.filter((filter) => filter.framework !== id);
  }

  addAgent(id: number, total: Amounts, reserved: ReadonlyMap<string, Amounts> | null = null): void {
    const agent = newAgent(id, total, reserved);
    this.agents.set(id, agent);
    this.roles.changeTotal(total, 1);
    add(this.free, agent.free);
    for (const [role, part] of reserved ?? []) add(this.consumedBy(role), part);
  }

  /** Everything on it has been recovered before. */
  removeAgent(id: number): void {
    const agent = this.agents.get(id);
    if (agent === undefined) return;
    this.agents.delete(id);
    this.roles.changeTotal(agent.total, -1);
    subtract(this.free, agent.free);
    for (const [role, part] of agent.reserved ?? []) subtract(this.consumedBy(role), part);
  }

  hasAgent(id: number): boolean {
    return this.agents.has(id);
  }

  /** An agent that is not active is not offered; what runs on it stays. */
  setAgentActive(id: number, active: boolean): void {
    const agent = this.agents.get(id);
    if (agent !== undefined) agent.active = active;
  }

  setQuota(role: string, quota: Quota): void {
    this.quotas.set(role, quota);
  }

  removeQuota(role: string): void {
    this.quotas.delete(role);
  }

  setWeight(role: string, weight: number): void {
    this.roles.setWeight(role, weight);
  }

  suppress(id: string, roles: readonly string[] = [...this.framework(id).roles]): void {
    const framework = this.framework(id);
    for (const role of roles) {
      framework.suppressed.add(role);
      this.sorters.get(role)?.deactivate(id);
    }
  }

  /** Offers again, whatever was refused before. */
  revive(id: string, roles: readonly string[] = [...this.framework(id).roles]): void {
    const framework = this.framework(id);
    for (const role of roles) {
      framework.suppressed.delete(role);
      this.sorters.get(role)?.activate(id);
    }
    for (const agent of this.agents.values())
      if (agent.filters.length > 0) agent.filters = agent.filters.filter((filter) => filter.framework !== id || !roles.includes(filter.role));
  }

  /** Somebody would take an offer. */
  get hasTakers(): boolean {
    for (const sorter of this.sorters.values()) if (sorter.sort().length > 0) return true;
    return false;
  }

  /** Free and not reserved, over all agents. */
  get unallocated(): Amounts {
    return this.free;
  }

  allocationOf(role: string): Amounts {
    return this.roles.allocationOf(role);
  }

  freeOn(id: number): Amounts {
    return this.agents.get(id)?.free ?? [];
  }

  /** What a framework holds on an agent before it is asked: tasks that ran when the master learned of the agent. */
  track(framework: string, role: string, agent: number, share: Share): void {
    take(this.agent(agent), share);
    subtract(this.free, share.unreserved);
    add(this.consumedBy(role), share.unreserved);
    const whole = wholeOf(share);
    this.roles.allocated(role, whole);
    const sorter = this.sorters.get(role) as DrfSorter;
    sorter.changeTotal(whole, 1);
    sorter.allocated(framework, whole);
  }

  /** Resources that are not offered or used any more: declined, unused, or of a task that ended. With `refuseUs` offers within them are held back that long. */
  recover(framework: string, role: string, agent: number, share: Share, nowUs: number, refuseUs = 0): void {
    const at = this.agents.get(agent);
    if (at === undefined) return;
    const whole = wholeOf(share);
    if (isEmpty(whole)) return;
    giveBack(at, share);
    add(this.free, share.unreserved);
    subtract(this.consumedBy(role), share.unreserved);
    this.roles.unallocated(role, whole);
    const sorter = this.sorters.get(role) as DrfSorter;
    sorter.unallocated(framework, whole);
    sorter.changeTotal(whole, -1);
    if (refuseUs <= 0) return;
    const expiresAtUs = nowUs + Math.max(this.allocationIntervalUs, refuseUs);
    at.filters.push({ framework, role, refused: whole, expiresAtUs, batches: this.batches });
  }

  /** A run over all agents, at every allocation interval. */
  batch(nowUs: number): readonly Offer[] {
    const offers = this.allocate(nowUs);
    this.batches++;
    return offers;
  }

  /** A run over some agents (all, when none are named), after an event. */
  allocate(nowUs: number, candidates?: Iterable<number>): readonly Offer[] {
    const agents = [...(candidates ?? this.agents.keys())].map((id) => this.agents.get(id)).filter((agent): agent is Agent => agent?.active === true);
    if (agents.length === 0 || !this.hasTakers) return [];
    for (const agent of agents) this.dropOldFilters(agent, nowUs);
    const headroom = new Headroom(this.quotas, this.consumed, this.free);
    const offers: Offer[] = [];
    if (headroom.isWanted) {
      this.order.shuffle(agents);
      for (const agent of agents) this.firstStage(agent, headroom, offers);
    }
    this.order.shuffle(agents);
    for (const agent of agents) this.secondStage(agent, headroom, offers);
    return offers;
  }

  private firstStage(agent: Agent, headroom: Headroom, offers: Offer[]): void {
    for (const role of this.roles.sort()) {
      const quota = this.quotas.get(role);
      if (quota === undefined || !isAny(quota.guarantees)) continue;
      if (nothingLeft(agent)) return;
      for (const framework of this.sorters.get(role)?.sort() ?? []) {
        const made = offerOfFirstStage(agent, role, quota, headroom);
        if (made === null) break;
        if (!this.isTaken(agent, framework, role, made.share)) continue;
        headroom.guaranteed(role, made.towardsGuarantee, made.share.unreserved);
        this.give(agent, framework, role, made.share, offers);
      }
    }
  }

  private secondStage(agent: Agent, headroom: Headroom, offers: Offer[]): void {
    for (const role of this.roles.sort()) {
      if (nothingLeft(agent)) return;
      const quota = this.quotas.get(role) ?? DEFAULT_QUOTA;
      for (const framework of this.sorters.get(role)?.sort() ?? []) {
        const share = offerOfSecondStage(agent, role, quota, headroom);
        if (share === null) break;
        if (!this.isTaken(agent, framework, role, share)) continue;
        headroom.given(role, share.unreserved);
        this.give(agent, framework, role, share, offers);
      }
    }
  }

  /** Whether an offer is worth making, and not one that the framework has refused. */
  private isTaken(agent: Agent, framework: string, role: string, share: Share): boolean {
    const whole = wholeOf(share);
    if (!this.minAllocatable.some((least) => least.every((value, kind) => (whole[kind] as number) >= value))) return false;
    for (const { framework: by, role: under, refused } of agent.filters)
      if (by === framework && under === role && whole.every((value, kind) => value <= (refused[kind] as number))) return false;
    return true;
  }

  private give(agent: Agent, framework: string, role: string, share: Share, offers: Offer[]): void {
    this.track(framework, role, agent.id, share);
    offers.push({ framework, role, agent: agent.id, ...share });
  }

  private dropOldFilters(agent: Agent, nowUs: number): void {
    if (agent.filters.length === 0) return;
    agent.filters = agent.filters.filter(({ expiresAtUs, batches }) => nowUs < expiresAtUs || batches === this.batches);
  }

  private consumedBy(role: string): number[] {
    const top = topLevel(role);
    let consumed = this.consumed.get(top);
    if (consumed === undefined) this.consumed.set(top, (consumed = Array.from({ length: KIND_COUNT }, () => 0)));
    return consumed;
  }

  private framework(id: string): Framework {
    const framework = this.frameworks.get(id);
    if (framework === undefined) throw new Error(`there is no framework ${id}`);
    return framework;
  }

  private agent(id: number): Agent {
    const agent = this.agents.get(id);
    if (agent === undefined) throw new Error(`there is no agent ${id}`);
    return agent;
  }
}
