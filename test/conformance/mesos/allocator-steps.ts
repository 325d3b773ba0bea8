import { SECOND } from '#core/units';
import { amounts, HierarchicalAllocator, NO_LIMITS, type Offer } from '#core/orchestrator/mesos';
import { reservedMap, type Scalars, scalarsIn, shareOf, wholeOffer } from './scalars.js';

/** A step of an allocator case. What is done is the first key; offers are expected from the allocation runs before it. */
export interface AllocatorStep {
  readonly [key: string]: unknown;
  readonly agent?: string;
  readonly agents?: readonly string[];
  readonly role?: string;
  readonly roles?: readonly string[];
  readonly resources?: Scalars | 'all';
  readonly reserved?: Readonly<Record<string, Scalars>>;
  readonly preAllocatedTo?: string;
  readonly guarantees?: Scalars;
  readonly limits?: Scalars;
}

interface Framework {
  readonly roles: readonly string[];
}

/** Carries out the steps of a case on the allocator, the way Mesos' tests drive theirs: offers stay allocated until they come back. */
export class AllocatorSteps {
  private readonly allocator: HierarchicalAllocator;
  private readonly agents: string[] = [];
  private readonly frameworks = new Map<string, Framework>();
  private readonly held: Offer[] = [];
  private unseen: Offer[] = [];
  private nowUs = 0;
  private readonly intervalUs: number;

  constructor(input: { readonly allocationIntervalSeconds?: number; readonly min_allocatable_resources?: string }) {
    this.intervalUs = (input.allocationIntervalSeconds ?? 1) * SECOND;
    const least = (input.min_allocatable_resources ?? 'cpus:0.01|mem:32').split('|').map((text) => amounts(scalarsIn(text)));
    this.allocator = new HierarchicalAllocator({ seed: 1, allocationIntervalUs: this.intervalUs, minAllocatable: least });
  }

  run(step: AllocatorStep): void {
    const [verb = '', subject] = Object.entries(step)[0] ?? [];
    const name = String(subject);
    switch (verb) {
      case 'addFramework':
        return this.addFramework(name, step);
      case 'removeFramework':
        this.recoverAll(name, 0);
        return this.allocator.removeFramework(name);
      case 'deactivateFramework':
        return this.allocator.deactivateFramework(name);
      case 'activateFramework':
        this.allocator.activateFramework(name);
        return this.seen(this.allocator.allocate(this.nowUs));
      case 'addAgent':
        return this.addAgent(name, step);
      case 'removeAgent':
        for (const offer of this.held.filter((one) => this.agents[one.agent] === name)) this.give(offer, 0);
        return this.allocator.removeAgent(this.agents.indexOf(name));
      case 'setQuota':
      case 'updateQuota': {
        const limits = (step.limits ?? {}) as Readonly<Record<string, number>>;
        const bound = NO_LIMITS.map((none, kind) => limits[['cpus', 'mem', 'disk', 'gpus'][kind] ?? ''] ?? none).map((value) => value * 1000);
        return this.allocator.setQuota(name, { guarantees: amounts(step.guarantees ?? {}), limits: bound });
      }
      case 'removeQuota':
        return this.allocator.removeQuota(name);
      case 'setWeight':
      case 'updateWeight':
      case 'weight':
        return this.allocator.setWeight(name, Number(step['weight'] ?? step['value']));
      case 'suppress':
        return this.allocator.suppress(name, rolesIn(step));
      case 'revive':
        this.allocator.revive(name, rolesIn(step));
        return this.seen(this.allocator.allocate(this.nowUs));
      case 'recover':
      case 'decline':
        return this.comesBack(name, step);
      case 'accept':
        return;
      case 'batch':
      case 'advance':
      case 'advanceSeconds':
      case 'runBatch':
        return this.batches(verb === 'batch' || verb === 'runBatch' ? Number(subject === true ? 1 : subject) : Number(subject) / (this.intervalUs / SECOND));
      case 'expectOffer':
        return this.expectOffer(name, step);
      case 'expectNoOffer':
        return expect(this.unseen.filter((offer) => step.agent === undefined || this.agents[offer.agent] === step.agent)).toEqual([]);
      default:
        throw new Error(`there is no step ${verb}`);
    }
  }

  private addFramework(name: string, step: AllocatorStep): void {
    const roles = step.roles ?? [step.role ?? '*'];
    this.frameworks.set(name, { roles });
    this.allocator.addFramework(name, roles);
    const suppressed = step['suppressed'];
    if (suppressed === true) this.allocator.suppress(name);
    else if (Array.isArray(suppressed)) this.allocator.suppress(name, suppressed as string[]);
    this.seen(this.allocator.allocate(this.nowUs));
  }

  private addAgent(name: string, { resources, reserved, preAllocatedTo, role }: AllocatorStep): void {
    const id = this.agents.push(name) - 1;
    const total = amounts(resources as Scalars);
    this.allocator.addAgent(id, total, reservedMap(reserved));
    if (preAllocatedTo !== undefined) {
      const held: Offer = { framework: preAllocatedTo, role: role ?? this.roleOf(preAllocatedTo), agent: id, ...shareOf(total, reserved) };
      this.allocator.track(held.framework, held.role, id, held);
      this.held.push(held);
    }
    this.seen(this.allocator.allocate(this.nowUs, [id]));
  }

  private comesBack(framework: string, step: AllocatorStep): void {
    const refuse = Number(step['refuseSeconds'] ?? step['filterSeconds'] ?? step['timeoutSeconds'] ?? step['filter'] ?? 0);
    const names = step.agents ?? (step.agent === undefined ? null : [step.agent]);
    const offers = this.held.filter((one) => one.framework === framework && (names === null || names.includes(this.agents[one.agent] ?? '')));
    expect(offers).not.toEqual([]);
    for (const offer of offers) {
      if (step.resources === undefined || step.resources === 'all') this.give(offer, refuse * SECOND);
      else this.allocator.recover(offer.framework, offer.role, offer.agent, shareOf(amounts(step.resources), undefined), this.nowUs, refuse * SECOND);
    }
  }

  private recoverAll(framework: string, refuseUs: number): void {
    for (const offer of this.held.filter((one) => one.framework === framework)) this.give(offer, refuseUs);
  }

  private give(offer: Offer, refuseUs: number): void {
    this.held.splice(this.held.indexOf(offer), 1);
    this.allocator.recover(offer.framework, offer.role, offer.agent, offer, this.nowUs, refuseUs);
  }

  private batches(count: number): void {
    for (let run = 0; run < count; run++) {
      this.nowUs += this.intervalUs;
      this.seen(this.allocator.batch(this.nowUs));
    }
  }

  private seen(offers: readonly Offer[]): void {
    this.unseen.push(...offers);
    this.held.push(...offers);
  }

  /** `agents` names each agent, with all of what is offered of it, or with amounts behind a colon. */
  private expectOffer(framework: string, { role, agents = [] }: AllocatorStep): void {
    const offered = this.unseen.filter((offer) => offer.framework === framework && (role === undefined || offer.role === role));
    const wanted = agents.map((text) => ({ name: (/^[^\s:(]+/.exec(text) ?? [''])[0], scalars: scalarsIn(text.replace(/^[^\s:(]+/, '')) }));
    expect(offered.map((offer) => this.agents[offer.agent]).sort()).toEqual(wanted.map((one) => one.name).sort());
    for (const { name, scalars } of wanted) {
      const offer = offered.find((one) => this.agents[one.agent] === name) as Offer;
      expect(wholeOffer(offer)).toMatchObject(scalars);
    }
    this.unseen = this.unseen.filter((offer) => !offered.includes(offer));
  }

  private roleOf(framework: string): string {
    return this.frameworks.get(framework)?.roles[0] ?? '*';
  }
}

const rolesIn = ({ role, roles }: AllocatorStep): readonly string[] | undefined => roles ?? (role === undefined ? undefined : [role]);
