import type { NodeFacts, NodeId, PodId, PodToRun } from '#core/cluster';
import type { Action, ControlPlane, WorldEvent } from '#core/orchestrator';
import { NEVER, SECOND } from '#core/units';

const backoff = { firstUs: 10 * SECOND, factor: 2, maxUs: 300 * SECOND, resetAfterUs: 600 * SECOND };

/** A pod that serves `web` with a core asked for and no limit; a test says what differs. */
export function podOf(id: PodId, change: Partial<PodToRun> = {}): PodToRun {
  const app = change.app ?? 'web';
  return {
    id,
    name: `${app}-${id}`,
    app,
    owner: `test/${app}`,
    image: `regatta/${app}:1`,
    requests: { cpuMilli: 100, memoryBytes: 2 ** 20, extended: {} },
    cpuLimitMilli: null,
    memoryLimitBytes: null,
    restart: { policy: 'always', backoff },
    pullBackoff: backoff,
    startup: null,
    readiness: null,
    liveness: null,
    graceUs: 30 * SECOND,
    preStopUs: 0,
    work: null,
    ...change,
  };
}

export interface Heard {
  readonly atUs: number;
  readonly event: WorldEvent;
}

export interface StewardRules {
  /** Pods to start at once, with the number of the node in order of joining. */
  readonly pods?: readonly { readonly node: NodeId; readonly pod: PodToRun }[];
  /** What to do at given times. */
  readonly plan?: readonly { readonly atUs: number; readonly actions: readonly Action[] }[];
  /** More to do when something is heard. */
  readonly on?: (event: WorldEvent, nowUs: number, steward: Steward) => readonly Action[];
  /** Send to pods once they are ready and no more when they are not; true unless said otherwise. */
  readonly routes?: boolean;
}

/** A control plane for tests: does what it is told, keeps balancers in step with ready pods, remembers what it heard. */
export class Steward implements ControlPlane {
  readonly heard: Heard[] = [];
  readonly nodes: NodeFacts[] = [];
  readonly ready = new Map<string, Set<PodId>>();
  wakeAtUs = 0;
  private readonly plan: { readonly atUs: number; readonly actions: readonly Action[] }[];
  private readonly apps = new Map<PodId, string>();

  constructor(private readonly rules: StewardRules) {
    const first = (rules.pods ?? []).map(({ node, pod }): Action => ({ kind: 'start-pod', node, pod }));
    this.plan = [{ atUs: 0, actions: first }, ...(rules.plan ?? [])].sort((a, b) => a.atUs - b.atUs);
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    const actions: Action[] = [];
    const changed = new Set<string>();
    for (const event of events) {
      this.heard.push({ atUs: nowUs, event });
      if (event.kind === 'node-joined') this.nodes.push(event.node);
      if (event.kind === 'pod-phase') {
        const app = this.apps.get(event.pod) ?? 'web';
        const ready = this.ready.get(app) ?? new Set();
        this.ready.set(app, ready);
        if (event.phase === 'ready') ready.add(event.pod);
        else if (!ready.delete(event.pod)) continue;
        changed.add(app);
      }
    }
    for (const event of events) actions.push(...(this.rules.on?.(event, nowUs, this) ?? []));
    for (let next = this.plan[0]; next !== undefined && next.atUs <= nowUs; next = this.plan[0]) {
      actions.push(...next.actions);
      this.plan.shift();
    }
    for (const action of actions) if (action.kind === 'start-pod') this.apps.set(action.pod.id, action.pod.app);
    if (this.rules.routes !== false) for (const app of changed) actions.push({ kind: 'route', app, pods: [...(this.ready.get(app) ?? [])] });
    this.wakeAtUs = this.plan[0]?.atUs ?? NEVER;
    return actions;
  }

  /** Phases of a pod as heard, with their times in seconds, to the millisecond: an answer to a step comes a microsecond after it at the earliest. */
  phasesOf(pod: PodId): string[] {
    return this.heard.flatMap(({ atUs, event }) => (event.kind === 'pod-phase' && event.pod === pod ? [`${Math.round(atUs / 1e3) / 1e3} ${event.phase}`] : []));
  }
}
