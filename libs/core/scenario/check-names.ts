import { nearest } from './document/nearest.js';
import type { ScenarioDraft } from './format/scenario-format.js';

/** Something wrong with a draft whose fields are all well-formed. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly hint?: string;
}

/** Names that must be there, must be unique, must not go in circles; and numbers that contradict each other. */
export function checkNames(draft: ScenarioDraft): readonly Finding[] {
  return [
    ...uniqueNames(draft),
    ...clusterNames(draft),
    ...callNames(draft),
    ...callCycles(draft),
    ...loadNames(draft),
    ...faultNames(draft),
    ...otherNames(draft),
    ...clockOrder(draft),
  ];
}

type Path = readonly (string | number)[];

function unknown(what: string, name: string, known: readonly string[], path: Path): Finding[] {
  if (known.includes(name)) return [];
  const meant = nearest(name, known);
  const hint = meant === undefined ? `there are: ${known.join(', ') || 'none'}` : `did you mean \`${meant}\`?`;
  return [{ code: 'unknown-name', message: `there is no ${what} \`${name}\``, path, hint }];
}

function duplicates(what: string, names: readonly (string | null)[], path: (index: number) => Path): Finding[] {
  return names.flatMap((name, index) =>
    name !== null && names.indexOf(name) < index ? [{ code: 'duplicate-name', message: `there are two ${what} \`${name}\``, path: path(index) }] : [],
  );
}

const appNames = (draft: ScenarioDraft, kind?: 'service' | 'batch'): string[] =>
  draft.applications.filter((app) => kind === undefined || app.kind === kind).map((app) => app.name);
const poolNames = (draft: ScenarioDraft): string[] => draft.cluster.pools.map((pool) => pool.name);

function uniqueNames(draft: ScenarioDraft): Finding[] {
  return [
    ...duplicates('zones', draft.cluster.zones, (index) => ['cluster', 'zones', index]),
    ...duplicates('pools', poolNames(draft), (index) => ['cluster', 'pools', index, 'name']),
    ...duplicates('applications', appNames(draft), (index) => ['applications', index, 'name']),
    ...duplicates(
      'faults',
      draft.faults.map((fault) => fault.name),
      (index) => ['faults', index, 'name'],
    ),
  ];
}

function clusterNames(draft: ScenarioDraft): Finding[] {
  const nodes = draft.cluster.pools.reduce((sum, pool) => sum + pool.max, 0);
  const tooMany = { code: 'out-of-range', message: `the pools may grow to ${nodes} nodes; at most 20000`, path: ['cluster', 'pools'] };
  const zones = draft.cluster.pools.flatMap((pool, index) =>
    pool.zones.flatMap((zone, place) => unknown('zone', zone, draft.cluster.zones, ['cluster', 'pools', index, 'zones', place])),
  );
  return nodes > 20_000 ? [tooMany, ...zones] : zones;
}

function callNames(draft: ScenarioDraft): Finding[] {
  return draft.applications.flatMap((app, index) =>
    app.calls.flatMap((call, place) => unknown('service', call.to, appNames(draft, 'service'), ['applications', index, 'calls', place, 'to'])),
  );
}

function callCycles(draft: ScenarioDraft): Finding[] {
  const callees = new Map(draft.applications.map((app) => [app.name, app.calls.map((call) => call.to)]));
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    (callees.get(from) ?? []).some((next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))));
  return draft.applications.flatMap((app, index) =>
    reaches(app.name, app.name, new Set())
      ? [{ code: 'call-cycle', message: `calls of \`${app.name}\` come back to it`, path: ['applications', index, 'calls'] }]
      : [],
  );
}

function loadNames(draft: ScenarioDraft): Finding[] {
  return Object.keys(draft.load).flatMap((name) => {
    const found = unknown('service', name, appNames(draft, 'service'), ['load', name]);
    const app = draft.applications.find((one) => one.name === name);
    if (found.length > 0 || app === undefined || app.slo !== null) return found;
    return [
      { code: 'slo-missing', message: `\`${name}\` gets load and has no \`slo\` to judge it by`, path: ['applications', draft.applications.indexOf(app)] },
    ];
  });
}

function faultNames(draft: ScenarioDraft): Finding[] {
  return draft.faults.flatMap(({ effect, field }, index) => {
    const at = (name: string): Path => ['faults', index, field, name];
    if (effect.kind === 'zone-outage') return effect.zone === null ? [] : unknown('zone', effect.zone, draft.cluster.zones, at('zone'));
    if (effect.kind === 'crash-loop') return unknown('application', effect.app, appNames(draft), at('app'));
    if (effect.kind === 'stock-out') return unknown('pool', effect.pool, poolNames(draft), at('pool'));
    if (!('target' in effect)) return [];
    const { pool, zone } = effect.target;
    return [
      ...(pool === null ? [] : unknown('pool', pool, poolNames(draft), at('pool'))),
      ...(zone === null ? [] : unknown('zone', zone, draft.cluster.zones, at('zone'))),
    ];
  });
}

function otherNames(draft: ScenarioDraft): Finding[] {
  const tooMany = { code: 'out-of-range', message: `at most ${MAX_VARIATIONS} fields may vary`, path: ['vary'] };
  return [
    ...(Object.keys(draft.vary).length > MAX_VARIATIONS ? [tooMany] : []),
    ...draft.releases.flatMap((release, index) => unknown('application', release.app, appNames(draft), ['releases', index, 'app'])),
    ...(draft.packing?.shapes ?? []).flatMap((shape, index) => unknown('application', shape.app, appNames(draft), ['packing', 'shapes', index, 'app'])),
  ];
}

const MAX_VARIATIONS = 50;
const MAX_HORIZON_US = 48 * 3600 * 1_000_000;

function clockOrder({ clock }: ScenarioDraft): Finding[] {
  const found: Finding[] = [];
  if (clock.horizon > MAX_HORIZON_US || clock.horizon < 1_000_000)
    found.push({ code: 'out-of-range', message: 'the horizon must lie between 1s and 48h', path: ['clock', 'horizon'] });
  if (clock.warmup >= clock.horizon) found.push({ code: 'out-of-range', message: 'the warm-up must end before the horizon', path: ['clock', 'warmup'] });
  if (clock.window < 100_000 || clock.window > clock.horizon)
    found.push({ code: 'out-of-range', message: 'the window must lie between 100ms and the horizon', path: ['clock', 'window'] });
  return found;
}
