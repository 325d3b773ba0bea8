import type { NodeId } from '#core/cluster';
import { PlacedValues } from '../constraints/placed-values.js';
import type { Standing } from '../constraints/meets-constraint.js';
import { type AgentView, fieldValue } from '../launch/agent-view.js';
import { WaitingList } from '../launch/waiting-list.js';
import type { Instance } from './instance.js';
import type { RunSpec } from './run-spec.js';

/** An app, the batch work of a job, or one submitted pod: whatever has instances to launch. */
export class AppState {
  readonly instances = new Set<Instance>();
  readonly waiting = new WaitingList();
  /** How many shall run. */
  wanted: number;
  /** A deployment is at work on it: nobody else scales it. */
  locked = false;
  /** Offers of the current round that it could not use, by their first mismatch. */
  readonly unused = new Map<string, number>();
  lastSummary = '';
  private placed: PlacedValues[];
  private discovered: Set<string>[];
  private readonly counted = new Map<Instance, NodeId>();

  constructor(
    public spec: RunSpec,
    /** `app`: runs for ever; `job`: an instance that has finished is done; `pod`: submitted one by one. */
    readonly kind: 'app' | 'job' | 'pod',
  ) {
    this.wanted = spec.app.instances;
    this.placed = spec.constraints.map(() => new PlacedValues());
    this.discovered = spec.constraints.map(() => new Set());
  }

  get id(): string {
    return this.spec.app.id;
  }

  /** A new configuration: constraints look at its own instances only, old ones will make room. */
  changeSpec(spec: RunSpec): void {
    this.spec = spec;
    this.placed = spec.constraints.map(() => new PlacedValues());
    this.discovered = spec.constraints.map(() => new Set());
    this.counted.clear();
  }

  /** An instance has been given an agent. */
  place(instance: Instance, node: NodeId, agent: AgentView): void {
    if (instance.spec.version !== this.spec.version) return;
    this.counted.set(instance, node);
    for (const [index, { field }] of this.spec.constraints.entries()) this.placed[index]?.add(fieldValue(agent, field));
  }

  /** An instance has lost its agent. */
  unplace(instance: Instance, agent: AgentView): void {
    if (!this.counted.delete(instance)) return;
    for (const [index, { field }] of this.spec.constraints.entries()) this.placed[index]?.remove(fieldValue(agent, field));
  }

  /** An offer has shown which values there are. */
  discover(agent: AgentView): void {
    for (const [index, { field, operator, count }] of this.spec.constraints.entries()) {
      if (operator !== 'GROUP_BY' || count > 0) continue;
      const value = fieldValue(agent, field);
      if (value !== null) this.discovered[index]?.add(value);
    }
  }

  standing(index: number): Standing {
    return { placed: this.placed[index] as PlacedValues, instances: this.wanted, discovered: this.discovered[index] as Set<string> };
  }
}
