import type { MarathonApp, MesosSnapshot, SnapshotAgent, SnapshotResources } from '#core/entry/mesos';
import { amounts, type Amounts, HierarchicalAllocator, NO_LIMITS, type Offer, SCALARS, type Share, toMilli } from '../allocator/index.js';
import { attributeText } from '../marathon/constraints/attribute-text.js';
import { AppState } from '../marathon/instances/app-state.js';
import { runSpec } from '../marathon/instances/run-spec.js';
import type { Instance } from '../marathon/instances/instance.js';
import type { AgentView } from '../marathon/launch/agent-view.js';
import { partFor } from '../marathon/launch/match-offer.js';

const MARATHON = 'marathon';
const ACTIVE = ['TASK_RUNNING', 'TASK_STARTING', 'TASK_STAGING', 'TASK_UNREACHABLE', 'Running', 'Starting', 'Staging', 'Unreachable'];
const isLost = (state: string): boolean => /unreachable/i.test(state);

const amountsOf = ({ cpus, mem, disk, gpus, ports }: SnapshotResources): Amounts => amounts({ cpus, mem, disk, gpus }, ports);

/** A snapshot as allocator and Marathon see it: agents with what is free on them, apps with where their instances stand. */
export class SnapshotCluster {
  readonly apps: readonly AppState[];
  readonly agents: readonly SnapshotAgent[];
  private readonly allocator = new HierarchicalAllocator({ seed: 0 });
  private readonly views: readonly AgentView[];

  constructor(private readonly snapshot: MesosSnapshot) {
    this.agents = snapshot.agents;
    this.views = snapshot.agents.map(viewOf);
    this.apps = snapshot.apps.map((app) => new AppState(runSpec(app, 0), 'app'));
    const roles = new Set(['*', ...snapshot.apps.map((app) => app.role)]);
    this.allocator.addFramework(MARATHON, [...roles]);
    for (const { role, weight } of snapshot.weights) this.allocator.setWeight(role, weight);
    for (const { role, guarantees, limits } of snapshot.quotas) {
      const bound = NO_LIMITS.map((none, kind) => (limits[SCALARS[kind] ?? ''] === undefined ? none : toMilli(limits[SCALARS[kind] ?? ''] as number)));
      this.allocator.setQuota(role, { guarantees: amounts(guarantees), limits: bound });
    }
    for (const [id, agent] of snapshot.agents.entries()) this.addAgent(id, agent);
    this.placeTasks();
    this.allocator.suppress(MARATHON);
  }

  view(agent: number): AgentView {
    return this.views[agent] as AgentView;
  }

  /** How many instances of an app are there, wherever they are. */
  running({ id }: AppState): number {
    return this.snapshot.tasks.filter((task) => task.app === id && ACTIVE.includes(task.state)).length;
  }

  /** What the allocator would offer of an agent to a role now; null: nothing. */
  offerOf(agent: number, role: string): Offer | null {
    this.allocator.revive(MARATHON, [role]);
    const offers = this.allocator.allocate(0, [agent]);
    for (const offer of offers) this.allocator.recover(MARATHON, offer.role, agent, offer, 0);
    this.allocator.suppress(MARATHON, [role]);
    return offers.find((offer) => offer.role === role) ?? null;
  }

  free(agent: number): Amounts {
    return this.allocator.freeOn(agent);
  }

  /** An instance goes to an agent: it counts for whatever is decided next. */
  place(app: AppState, agent: number, offered: Share): void {
    this.allocator.track(MARATHON, app.spec.app.role, agent, partFor(app.spec, offered));
    app.place({ app, spec: app.spec } as Instance, agent, this.view(agent));
  }

  private addAgent(id: number, agent: SnapshotAgent): void {
    const reserved = Object.entries(agent.reserved).map(([role, part]) => [role, amountsOf(part)] as const);
    this.allocator.addAgent(id, amountsOf(agent.resources), reserved.length === 0 ? null : new Map(reserved));
    if (agent.inactive !== null) this.allocator.setAgentActive(id, false);
    if (agent.used === null) return;
    const free = this.allocator.freeOn(id);
    const used = amountsOf(agent.used).map((amount, kind) => Math.min(amount, free[kind] as number));
    this.allocator.track(MARATHON, '*', id, { unreserved: used, reserved: null });
  }

  private placeTasks(): void {
    for (const { app: id, host, state } of this.snapshot.tasks) {
      const app = this.apps.find((one) => one.id === id);
      const agent = this.agents.findIndex((one) => one.hostname === host);
      if (app === undefined || agent < 0 || !ACTIVE.includes(state)) continue;
      if (this.agents[agent]?.used === null) this.occupy(agent, app.spec.app, partFor(app.spec, { unreserved: this.allocator.freeOn(agent), reserved: null }));
      if (!isLost(state)) app.place({ app, spec: app.spec } as Instance, agent, this.view(agent));
    }
    for (const [id, view] of this.views.entries()) if (this.agents[id]?.inactive === null) for (const app of this.apps) app.discover(view);
  }

  /** A picture may show more in use than there is; nothing is free then. */
  private occupy(agent: number, app: MarathonApp, { unreserved }: Share): void {
    const free = this.allocator.freeOn(agent);
    const used = unreserved.map((amount, kind) => Math.min(amount, free[kind] as number));
    this.allocator.track(MARATHON, app.role, agent, { unreserved: used, reserved: null });
  }
}

function viewOf({ hostname, region, zone, attributes, underMaintenance }: SnapshotAgent): AgentView {
  return {
    host: hostname,
    region,
    zone,
    attributes: new Map(Object.entries(attributes).map(([name, value]) => [name, attributeText(value)])),
    underMaintenance,
  };
}
