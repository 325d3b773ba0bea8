import type { NodeFacts, NodeId, PodId, PodToRun } from '#core/cluster';
import { SECOND } from '#core/units';
import type { HierarchicalAllocator } from '../allocator/index.js';
import { printed } from '../allocator/index.js';
import type { Task, TaskState } from '../marathon/instances/task.js';
import { type AgentRecord, agentRecord, viewOf } from './agent-record.js';
import type { StepContext } from './step-context.js';

/** What the framework hears of the master. */
export interface StatusListener {
  taskStatus(task: Task, state: TaskState, reason: string): void;
  /** Its agent does not answer Marathon's health checks any more. */
  agentSilent(agent: AgentRecord, sinceUs: number): void;
  agentHeard(agent: AgentRecord): void;
}

export const FRAMEWORK = 'marathon';
/** `--agent_ping_timeout` × `--max_agent_ping_timeouts` */
const UNREACHABLE_AFTER_US = 5 * 15 * SECOND;

/**
 * The Mesos master: registers agents, watches their pings, keeps the allocator's books of every task, and passes on what becomes of
 * them. An agent that misses five pings is unreachable: its tasks are too, its resources are nobody's, until it registers again.
 */
export class MesosMaster {
  private readonly agents = new Map<NodeId, AgentRecord>();
  private readonly tasks = new Map<PodId, Task>();
  /** Agents with something new to offer. */
  private candidates = new Set<NodeId>();

  constructor(
    private readonly context: StepContext,
    readonly allocator: HierarchicalAllocator,
    private readonly listener: () => StatusListener,
  ) {}

  agent(id: NodeId): AgentRecord | undefined {
    return this.agents.get(id);
  }

  task(pod: PodId): Task | undefined {
    return this.tasks.get(pod);
  }

  get homeRegion(): string | null {
    return this.agents.values().next().value?.view.region ?? null;
  }

  takeCandidates(): ReadonlySet<NodeId> {
    const taken = this.candidates;
    this.candidates = new Set();
    return taken;
  }

  joined(facts: NodeFacts): void {
    const agent = agentRecord(facts);
    this.agents.set(facts.id, agent);
    this.register(agent);
  }

  changed(facts: NodeFacts): void {
    const agent = this.agents.get(facts.id);
    if (agent === undefined) return;
    agent.facts = facts;
    agent.view = viewOf(facts);
  }

  /** The machine is gone for good, and its agent was marked gone by the operator. */
  left(id: NodeId): void {
    const agent = this.agents.get(id);
    if (agent === undefined) return;
    agent.cancelTimeout();
    for (const task of [...agent.tasks]) this.ended(task, 'TASK_GONE', 'Agent has been marked gone');
    if (agent.registered) this.allocator.removeAgent(id);
    this.agents.delete(id);
    this.candidates.delete(id);
  }

  silent(id: NodeId, lastHeardUs: number): void {
    const agent = this.agents.get(id);
    if (agent === undefined || !agent.registered) return;
    agent.silentSinceUs = lastHeardUs;
    agent.cancelTimeout();
    agent.cancelTimeout = this.context.timers.at(Math.max(this.context.nowUs, lastHeardUs + UNREACHABLE_AFTER_US), () => this.unreachable(agent));
    this.listener().agentSilent(agent, lastHeardUs);
  }

  heard(id: NodeId, rebooted: boolean): void {
    const agent = this.agents.get(id);
    if (agent === undefined) return;
    agent.cancelTimeout();
    agent.silentSinceUs = null;
    // A machine that restarted has a new agent, which knows of no task.
    if (rebooted) for (const task of [...agent.tasks]) this.ended(task, 'TASK_GONE', 'Agent was rebooted');
    if (agent.registered) {
      this.listener().agentHeard(agent);
      return;
    }
    this.register(agent);
    const { name } = agent.facts;
    this.context.note('node-up', name, `Re-registered agent at ${name} with ${printed(agent.total)}`, null, id);
    for (const task of agent.tasks) {
      this.allocator.track(FRAMEWORK, task.role, id, task.share);
      this.listener().taskStatus(task, 'TASK_RUNNING', 'Unreachable agent re-registered');
    }
    this.listener().agentHeard(agent);
  }

  /** DRAIN_AGENT, DEACTIVATE_AGENT, REACTIVATE_AGENT. */
  maintain(id: NodeId, action: 'drain' | 'cordon' | 'uncordon'): void {
    const agent = this.agents.get(id);
    if (agent === undefined) return;
    agent.mode = action === 'drain' ? 'draining' : action === 'cordon' ? 'deactivated' : 'active';
    this.refresh(agent);
    const { name } = agent.facts;
    if (action === 'uncordon') this.context.note('node-untainted', name, `Agent ${name} has been reactivated`, null, id);
    else this.context.note('node-tainted', name, `Agent ${name} has been ${action === 'drain' ? 'marked for draining' : 'deactivated'}`, null, id);
    if (action !== 'drain') return;
    for (const task of agent.tasks) {
      if (task.killed) continue;
      task.draining = true;
      this.context.note('pod-evicted', task.name, `Killing task ${task.name}: agent ${name} is draining`, task.pod, id);
      this.kill(task);
    }
  }

  /** The framework accepts part of an offer. */
  launch(task: Task, run: PodToRun): void {
    const agent = this.agents.get(task.agent) as AgentRecord;
    this.tasks.set(task.pod, task);
    agent.tasks.add(task);
    this.refresh(agent);
    this.context.act({ kind: 'start-pod', node: task.agent, pod: run });
  }

  kill(task: Task): void {
    if (task.killed) return;
    task.killed = true;
    this.context.act({ kind: 'stop-pod', pod: task.pod, graceUs: task.graceUs });
  }

  /** A task has ended for good: what it held is free, and the framework hears of it. */
  ended(task: Task, state: TaskState, reason: string): void {
    if (!this.tasks.delete(task.pod)) return;
    const agent = this.agents.get(task.agent);
    if (agent !== undefined) {
      agent.tasks.delete(task);
      if (agent.registered) this.allocator.recover(FRAMEWORK, task.role, task.agent, task.share, this.context.nowUs);
      this.refresh(agent);
    }
    this.listener().taskStatus(task, state, reason);
  }

  slotsLeft(agent: AgentRecord): number {
    return agent.facts.podsMax - agent.tasks.size;
  }

  private register(agent: AgentRecord): void {
    const { id } = agent.facts;
    agent.registered = true;
    this.allocator.addAgent(id, agent.total);
    this.refresh(agent);
    this.candidates.add(id);
  }

  private unreachable(agent: AgentRecord): void {
    const { id, name } = agent.facts;
    agent.registered = false;
    this.context.note('node-down', name, `Marking agent ${name} unreachable: health check timed out`, null, id);
    for (const task of agent.tasks) this.allocator.recover(FRAMEWORK, task.role, id, task.share, this.context.nowUs);
    this.allocator.removeAgent(id);
    this.candidates.delete(id);
    for (const task of [...agent.tasks]) this.listener().taskStatus(task, 'TASK_UNREACHABLE', `Agent ${name} is unreachable`);
  }

  /** A machine that runs as many tasks as it can is not offered either. */
  private refresh(agent: AgentRecord): void {
    this.allocator.setAgentActive(agent.facts.id, agent.mode === 'active' && this.slotsLeft(agent) > 0);
  }
}
