import type { RecordedEvent, RecordedInput, Recording, RecordedRun } from './recording.js';

/** What was done to the cluster, in the order of the recording; times in ms from the first action. */
export type Deed = { readonly t: number } & (
  | { readonly do: 'apply'; readonly input: RecordedInput }
  | { readonly do: 'patch'; readonly input: RecordedInput }
  | { readonly do: 'delete-pods'; readonly pods: readonly string[] }
  | { readonly do: 'stop-node'; readonly node: string; readonly lastHeard: number }
  | { readonly do: 'return-node'; readonly node: string }
  | { readonly do: 'cordon' | 'drain' | 'uncordon'; readonly node: string }
  | { readonly do: 'load'; readonly totalMilli: number }
);

export interface Script {
  /** Objects that were there, settled, before the first action. */
  readonly setup: readonly RecordedInput[];
  readonly deeds: readonly Deed[];
}

const LEASE_MS = 10_000;
const nameOf = (input: RecordedInput): string => input.object?.metadata?.name ?? '';

/** Applied objects that the watch saw appear: in the segment in which it did. */
function appliedIn(run: RecordedRun, input: RecordedInput): number | null {
  return run.events.find((event) => event.kind === `${input.kind}-created` && event.name === nameOf(input))?.seg ?? null;
}

/** The segments that patches belong to: by the change of spec that the watch saw, and failing that by their order from the end. */
function segmentsOfPatches(run: RecordedRun, patches: readonly RecordedInput[], free: readonly number[]): number[] {
  const used = new Set<RecordedEvent>();
  const seen = patches.map((input) => {
    const [kind = '', name = ''] = (input.patch ?? '').split('/');
    const event = run.events.find((one) => one.kind === `${kind}-spec` && one.name === name && !used.has(one));
    if (event !== undefined) used.add(event);
    return event?.seg;
  });
  if (seen.every((seg) => seg !== undefined)) return seen as number[];
  return patches.map((_, i) => free[free.length - patches.length + i] ?? -1);
}

/** Nodes whose leases were not renewed for longer than they may be: stopped by one action and perhaps brought back by another. */
function nodeDeeds(run: RecordedRun): readonly Deed[] {
  const lastMs = Math.max(...run.events.map((event) => event.t));
  const before = (t: number) => run.actions.filter((action) => action.t <= t + 1000).at(-1)?.t ?? 0;
  return Object.entries(run.leaseRenewals ?? {}).flatMap(([node, renewals]): Deed[] => {
    const gap = [...renewals, Number.MAX_SAFE_INTEGER].findIndex((t, i, all) => i > 0 && t - (all[i - 1] as number) > 1.5 * LEASE_MS);
    const last = renewals[gap - 1];
    if (gap < 1 || last === undefined || (renewals[gap] === undefined && last > lastMs - 2 * LEASE_MS)) return [];
    const stop = run.actions.find((action) => action.t >= last - 100)?.t ?? 0;
    const back = renewals[gap];
    return [{ t: stop, do: 'stop-node', node, lastHeard: last }, ...(back === undefined ? [] : [{ t: before(back), do: 'return-node' as const, node }])];
  });
}

/** Without leases the words of the action have to do. */
function nodeDeedsByLabel(recording: Recording, t: number, label: string): readonly Deed[] | null {
  const nodes = /\ball\b/.test(label) ? recording.nodes.map((node) => node.name) : (label.match(/\bn\d+\b/g) ?? []);
  if (nodes.length === 0) return null;
  if (/return|back|recover|starts/.test(label)) return nodes.map((node) => ({ t, do: 'return-node', node }));
  return /stop|fail|down|kill/.test(label) ? nodes.map((node) => ({ t, do: 'stop-node', node, lastHeard: t })) : null;
}

const COUNT: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5 };

interface ScaledOnCpu {
  readonly metrics?: readonly { readonly resource?: { readonly target: { readonly averageUtilization?: number; readonly averageValue?: string } } }[];
}

/** In the words of the action, or as much as makes the size that the segment ended with. */
function loadOf(recording: Recording, run: RecordedRun, seg: number): number {
  const said = (run.actions[seg]?.label.match(/(\d+) ?m\b/g) ?? []).at(-1);
  if (said !== undefined) return Number.parseInt(said, 10);
  const sizes = run.events.filter((event) => event.kind === 'rs-scaled' && event.seg === seg) as (RecordedEvent & { to?: number })[];
  const spec = (recording.inputs.find((input) => input.kind === 'hpa')?.object as { spec?: ScaledOnCpu } | undefined)?.spec;
  const { averageUtilization = 50, averageValue } = spec?.metrics?.[0]?.resource?.target ?? {};
  const request = Number(/"cpu":"(\d+)m"/.exec(JSON.stringify(recording.inputs))?.[1] ?? 100);
  const each = averageValue === undefined ? (averageUtilization * request) / 100 : Number.parseInt(averageValue, 10);
  return Math.round((sizes.at(-1)?.to ?? 0) * each);
}

function otherDeeds(recording: Recording, run: RecordedRun, seg: number, hasNodes: boolean): readonly Deed[] {
  const { t, label } = run.actions[seg] as { t: number; label: string };
  const own = run.events.filter((event) => event.seg === seg);
  const cordoned = own.filter((event) => event.kind === 'node-cordoned' || event.kind === 'node-uncordoned');
  if (cordoned.length > 0) {
    const drains = own.some((event) => event.kind === 'eviction');
    return cordoned.map(({ kind, node = '' }) => ({ t, do: kind === 'node-uncordoned' ? 'uncordon' : drains ? 'drain' : 'cordon', node }));
  }
  if (/\bdelete\b/.test(label)) {
    const [, word = 'one'] = /delete (\w+)/.exec(label) ?? [];
    const ending = own.filter((event) => event.kind === 'pod-terminating').map((event) => event.pod ?? '');
    return [{ t, do: 'delete-pods', pods: ending.slice(0, word === 'all' ? undefined : (COUNT[word] ?? (Number(word) || 1))) }];
  }
  if (recording.inputs.some((input) => input.kind === 'hpa')) return [{ t, do: 'load', totalMilli: loadOf(recording, run, seg) }];
  const nodes = hasNodes && /\bn\d+\b|node/.test(label) ? [] : nodeDeedsByLabel(recording, t, label);
  if (nodes === null) throw new Error(`${recording.scenario}: no way is known to do "${label}"`);
  return nodes;
}

export function scriptOf(recording: Recording, run: RecordedRun): Script {
  const objects = recording.inputs.filter((input) => input.object !== undefined);
  // What was set on single pods is in the snapshots, which the choice of victims is judged by.
  const patches = recording.inputs.filter((input) => input.patch !== undefined && !/^pods?\//.test(input.patch));
  const applied = objects.map((input) => ({ input, seg: appliedIn(run, input) }));
  const nodes = nodeDeeds(run);
  const taken = new Set([...applied.flatMap(({ seg }) => seg ?? []), ...nodes.map(({ t }) => run.actions.findIndex((action) => action.t === t))]);
  const free = run.actions.map((_, seg) => seg).filter((seg) => !taken.has(seg));
  const segments = segmentsOfPatches(run, patches, free);
  const patched = new Set(segments);
  const rest = free.filter((seg) => !patched.has(seg)).flatMap((seg) => otherDeeds(recording, run, seg, nodes.length > 0));
  const timeOf = (seg: number): number => {
    const action = run.actions[seg];
    if (action === undefined) throw new Error(`${recording.scenario}: a patch has no action`);
    return action.t;
  };
  const deeds: Deed[] = [
    ...applied.flatMap(({ input, seg }) => (seg === null ? [] : [{ t: timeOf(seg), do: 'apply' as const, input }])),
    ...patches.map((input, i) => ({ t: timeOf(segments[i] as number), do: 'patch' as const, input })),
    ...nodes,
    ...rest,
  ];
  return { setup: applied.flatMap(({ input, seg }) => (seg === null ? [input] : [])), deeds: deeds.sort((a, b) => a.t - b.t) };
}
