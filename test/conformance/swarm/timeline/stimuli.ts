import type { SwarmService } from '#core/entry';
import type { NodeEvent, RecordedAction, RecordedRun, TaskEvent, Timeline } from './recording.js';
import { type ApiServiceSpec, swarmServiceOf } from './service-spec.js';

/** What was done to the real Swarm, as the model's world is to do it. Times in ms since the first action. */
export type Stimulus =
  | { readonly t: number; readonly kind: 'deploy'; readonly service: SwarmService }
  | { readonly t: number; readonly kind: 'scale'; readonly service: string; readonly replicas: number }
  | {
      readonly t: number;
      readonly kind: 'new-version';
      readonly service: string;
      readonly replicas: number | null;
      readonly constraints: readonly string[] | null;
    }
  | { readonly t: number; readonly kind: 'remove-service'; readonly service: string }
  | { readonly t: number; readonly kind: 'kill-task'; readonly slot: number; readonly exit: number }
  | { readonly t: number; readonly kind: 'kill-node'; readonly node: string }
  | { readonly t: number; readonly kind: 'node-silent'; readonly node: string; readonly lastHeardMs: number }
  | { readonly t: number; readonly kind: 'node-back'; readonly node: string; readonly rebooted: boolean }
  | { readonly t: number; readonly kind: 'node-joins'; readonly node: string }
  | { readonly t: number; readonly kind: 'node-removed'; readonly node: string }
  | { readonly t: number; readonly kind: 'availability'; readonly node: string; readonly availability: NodeEvent['av'] }
  | { readonly t: number; readonly kind: 'labels'; readonly node: string; readonly labels: Readonly<Record<string, string>> };

/** How the containers of one version of a service end by themselves; absent: they run until they are stopped. */
export interface Ending {
  readonly exit: number;
  readonly afterMs: number;
}

export interface Stimuli {
  readonly list: readonly Stimulus[];
  /** By the position of the version among those of its service: 0 is what was created. */
  readonly endings: ReadonlyMap<string, Ending>;
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Reads a run's stimuli; a text says which action is not understood. */
export function stimuliOf(timeline: Timeline, run: RecordedRun): Stimuli | string {
  const list: Stimulus[] = [...nodeStimuli(run)];
  const services: string[] = [];
  for (const action of run.actions) {
    const read = actionStimulus(action, run, services, timeline.input.note ?? '');
    if (read === null) return `the action "${action.label}" is not understood`;
    list.push(...read);
  }
  return { list: list.sort((a, b) => a.t - b.t), endings: endingsOf(run), labels: labelsOf(timeline.input.note ?? '', run) };
}

/** By the node's own events or not needed by the model. */
const SEEN_IN_EVENTS = /^(drain|active|pause|label|unlabel|rm label|remove label|add label|set label|node rm|.* joins|.* leaves|start|unpause|thaw)\b/i;

function actionStimulus(action: RecordedAction, run: RecordedRun, services: string[], note: string): readonly Stimulus[] | null {
  const { label, t, detail } = action;
  const create = /^create (\w+)/.exec(label)?.[1];
  if (create !== undefined) {
    services.push(create);
    const isGlobal = tasksOf(run).some((event) => event.svc === create && event.slot === 0);
    const spec = (detail ?? { Name: create, Mode: isGlobal ? { Global: {} } : {} }) as ApiServiceSpec;
    return [{ t, kind: 'deploy', service: swarmServiceOf(spec) }];
  }
  const [, named, count] = /^(?:scale )?(?:(\w+)(?:\s*->\s*|\s+|=))?(\d+)$/.exec(label) ?? [];
  const scaled = named === undefined || named === 'scale' ? services.at(-1) : services.includes(named) ? named : undefined;
  if (count !== undefined && scaled !== undefined) return [{ t, kind: 'scale', service: scaled, replicas: Number(count) }];
  const slot = /^kill container slot (\d+)/.exec(label)?.[1];
  if (slot !== undefined) return killedTask(run, Number(slot), t);
  const killed = /^(?:kill|freeze|docker pause) ([mw]\d+)$/.exec(label)?.[1];
  if (killed !== undefined) return [{ t, kind: 'kill-node', node: killed }];
  const removed = /^(?:rm|remove) (\w+)$/.exec(label)?.[1];
  if (removed !== undefined && services.includes(removed)) return [{ t, kind: 'remove-service', service: removed }];
  const service = services.at(-1);
  if (/^(update|V=\d+)/.test(label) && service !== undefined) {
    if (typeof detail === 'object' && detail !== null && 'TaskTemplate' in detail)
      return [{ t, kind: 'deploy', service: swarmServiceOf(detail as ApiServiceSpec) }];
    return [{ t, kind: 'new-version', service, replicas: replicasAfter(run, service, t), constraints: newConstraints(`${label} ${note}`, run) }];
  }
  // Whatever else is done to a node shows in its events, or in those of its tasks.
  return SEEN_IN_EVENTS.test(label) || /\b[mw]\d+\b/.test(label) ? [] : null;
}

const tasksOf = (run: RecordedRun): readonly TaskEvent[] => run.events.filter((event): event is TaskEvent => event.k === 'task');

function killedTask(run: RecordedRun, slot: number, t: number): readonly Stimulus[] {
  const failed = tasksOf(run).find((event) => event.slot === slot && event.st === 'failed' && event.t >= t);
  return [{ t: failed?.t ?? t, kind: 'kill-task', slot, exit: Number(/\((\d+)\)/.exec(failed?.err ?? '')?.[1] ?? 137) }];
}

/** Slots that an update added; null: none. */
function replicasAfter(run: RecordedRun, service: string, t: number): number | null {
  const before = new Set(
    tasksOf(run)
      .filter((event) => event.svc === service && event.op === 'create' && event.t < t)
      .map((event) => event.slot),
  );
  const next = run.actions.find((action) => action.t > t)?.t ?? Number.POSITIVE_INFINITY;
  const after = tasksOf(run).filter((event) => event.svc === service && event.op === 'create' && event.t >= t && event.t < next && event.ds === 'running');
  const added = new Set(after.map((event) => event.slot).filter((slot) => !before.has(slot)));
  return added.size === 0 ? null : before.size + added.size;
}

/** An update of placement constraints alone, where the recording says that it is one. */
function newConstraints(text: string, run: RecordedRun): readonly string[] | null {
  const created = JSON.stringify(run.actions.map((action) => action.detail));
  const told = [...text.matchAll(/(?:node|engine)\.[\w.]+\s*[!=]=\s*[\w.-]+/g)].map(([constraint]) => constraint);
  const fresh = told.filter((constraint) => !created.includes(constraint));
  return /constraint/i.test(text) && fresh.length > 0 ? fresh : null;
}

/** What happened to nodes stands in their own events. */
function nodeStimuli(run: RecordedRun): readonly Stimulus[] {
  const known = new Map(run.nodesAtStart.map((node) => [node.host, { st: 'ready', av: 'active', labels: '' }]));
  const list: Stimulus[] = [];
  const events = run.events.filter((event): event is NodeEvent => event.k === 'node' && event.t >= 0);
  for (const event of events) {
    const { t, op, av, st } = event;
    const node = event.node || (events.find((other) => other.t >= t && other.node !== '' && !known.has(other.node))?.node ?? '');
    if (op === 'create') list.push({ t, kind: 'node-joins', node });
    else if (op === 'remove') list.push({ t, kind: 'node-removed', node });
    const before = known.get(node) ?? { st: 'unknown', av: 'active', labels: '' };
    const labels = event.labels === undefined ? before.labels : JSON.stringify(event.labels);
    known.set(node, { st, av, labels });
    if (op !== 'update') continue;
    if (av !== before.av) list.push({ t, kind: 'availability', node, availability: av });
    // An update that changes nothing else is one of labels.
    const relabelled = labels !== before.labels || (av === before.av && st === before.st);
    if (relabelled) list.push({ t, kind: 'labels', node, labels: event.labels ?? {} });
    if (st === 'down' && before.st !== 'down') list.push({ t: Math.max(0, t - 1000), kind: 'node-silent', node, lastHeardMs: t - 3 * run.heartbeatMs });
    if (st === 'ready' && before.st === 'down') list.push({ t, kind: 'node-back', node, rebooted: wasRebooted(run, node, t) });
  }
  return list;
}

const wasRebooted = (run: RecordedRun, node: string, t: number): boolean =>
  tasksOf(run).some((event) => event.node === node && event.t >= t && event.err === 'task: non-zero exit (255)');

function endingsOf(run: RecordedRun): ReadonlyMap<string, Ending> {
  const kills = run.actions.filter((action) => action.label.startsWith('kill container')).length;
  const byVersion = new Map<string, number[]>();
  const versions = new Map<string, number[]>();
  const exits = new Map<string, number>();
  const runningAt = new Map<string, number>();
  for (const event of tasksOf(run)) {
    const seen = versions.get(event.svc) ?? [];
    versions.set(event.svc, seen);
    if (!seen.includes(event.sv)) seen.push(event.sv);
    if (event.st === 'running' && !runningAt.has(event.id)) runningAt.set(event.id, event.sts);
    const ended = (event.st === 'failed' || event.st === 'complete') && event.ds === 'running' && event.err !== 'task: non-zero exit (255)';
    if (!ended) continue;
    const key = `${event.svc}/${seen.indexOf(event.sv)}`;
    const lived = byVersion.get(key) ?? [];
    byVersion.set(key, [...lived, event.sts - (runningAt.get(event.id) ?? event.sts)]);
    exits.set(key, event.st === 'complete' ? 0 : Number(/\((\d+)\)/.exec(event.err ?? '')?.[1] ?? 1));
  }
  const endings = new Map<string, Ending>();
  for (const [key, lived] of byVersion) {
    if (lived.length <= kills) continue;
    const sorted = [...lived].sort((a, b) => a - b);
    endings.set(key, { exit: exits.get(key) ?? 1, afterMs: Math.max(10, sorted[Math.floor(sorted.length / 2)] ?? 10) });
  }
  return endings;
}

/** Labels that were set before the recording began are told in its note: `w1,w3 have disk=ssd`, `zone=a: m1,w1`. */
function labelsOf(note: string, run: RecordedRun): Stimuli['labels'] {
  const labels: Record<string, Record<string, string>> = {};
  const add = (nodes: string, key: string, value: string) => {
    for (const node of nodes.split(/[\s,]+/)) if (run.nodesAtStart.some((one) => one.host === node)) labels[node] = { ...labels[node], [key]: value };
  };
  for (const [, nodes = '', key = '', value = ''] of note.matchAll(/((?:[mw]\d+[\s,]*)+?)\s+(?:have|has)\s+(\w+)=(\w+)/g)) add(nodes, key, value);
  for (const [, key = '', value = '', nodes = ''] of note.matchAll(/(\w+)=(\w+):?\s+((?:[mw]\d+[\s,]*)+)/g)) add(nodes, key, value);
  return labels;
}
