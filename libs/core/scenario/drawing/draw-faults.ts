import type { NodeId } from '#core/cluster';
import { RandomStream } from '#core/random';
import { NEVER } from '#core/units';
import { draw } from '../draw.js';
import type { DrawnNode, MaintenanceStep, ScheduledFault } from '../drawn-run.js';
import type { FaultEffect, FaultRule } from '../fault-rule.js';

/** What faults are drawn from: the machines of time 0 and this seed's zone names. Nothing an entry decides. */
export interface FaultGround {
  readonly nodes: readonly DrawnNode[];
  readonly zones: readonly string[];
  readonly zoneNames: ReadonlyMap<string, string>;
  readonly horizonUs: number;
  readonly seed: number;
}

/** No file may make a run too large to hold: a rule is drawn at most this often. */
const MAX_REPEATS = 1_000;

/** Each rule draws from a stream of its own: adding one never moves another. By time, then by order in the file. */
export function drawFaults(rules: readonly FaultRule[], ground: FaultGround): readonly ScheduledFault[] {
  const all = rules.flatMap((rule) => {
    const stream = new RandomStream(ground.seed, `faults/${rule.name}`);
    const pick = nodePicker(rule.effect, ground, stream);
    return timesOf(rule, ground.horizonUs, stream).map((atUs, index) => {
      const name = rule.when.kind === 'at' ? rule.name : `${rule.name}#${index + 1}`;
      const duration = rule.durationUs === null ? NEVER : draw(rule.durationUs, stream);
      return scheduled(rule.effect, name, atUs, duration, ground, stream, pick);
    });
  });
  return all.sort((a, b) => a.atUs - b.atUs);
}

function timesOf(rule: FaultRule, horizonUs: number, stream: RandomStream): readonly number[] {
  if (rule.when.kind === 'at') return [rule.when.atUs];
  const times: number[] = [];
  const end = Math.min(horizonUs, rule.when.untilUs);
  for (let at = rule.when.fromUs; times.length < MAX_REPEATS; ) {
    at += Math.max(1, draw(rule.when.gapsUs, stream));
    if (at >= end) break;
    times.push(at);
  }
  return times;
}

function scheduled(
  effect: FaultEffect,
  name: string,
  atUs: number,
  durationUs: number,
  ground: FaultGround,
  stream: RandomStream,
  pick: () => readonly NodeId[],
): ScheduledFault {
  const untilUs = durationUs === NEVER ? NEVER : atUs + durationUs;
  const times = { name, atUs, untilUs };
  switch (effect.kind) {
    case 'zone-outage':
      return zoneOutage(effect, times, ground, stream);
    case 'registry-slow':
      return { ...times, ...effect, target: 'registry' };
    case 'crash-loop':
      return { ...times, ...effect, target: `application ${effect.app}` };
    case 'stale-view':
      return { ...times, ...effect, target: 'control plane' };
    case 'stock-out':
      return { ...times, ...effect, target: `pool ${effect.pool}` };
    case 'drain': {
      const nodes = pick();
      const steps = maintenance(nodes, effect, atUs, durationUs);
      const end = steps.at(-1)?.action === 'uncordon' ? (steps.at(-1)?.atUs ?? atUs) : NEVER;
      return { name, atUs, untilUs: end, target: describe(nodes, ground), kind: 'drain', steps };
    }
    case 'spot-reclaim': {
      const nodes = pick();
      return { name, atUs, untilUs: NEVER, target: describe(nodes, ground), kind: 'spot-reclaim', nodes, goneAtUs: atUs + effect.noticeUs };
    }
    default: {
      const { target: _, ...rest } = effect;
      const nodes = pick();
      return { ...times, ...rest, nodes, target: describe(nodes, ground) };
    }
  }
}

type Times = { readonly name: string; readonly atUs: number; readonly untilUs: number };

function zoneOutage(effect: FaultEffect & { kind: 'zone-outage' }, times: Times, ground: FaultGround, stream: RandomStream): ScheduledFault {
  const zone = effect.zone === null ? (ground.zones[stream.integer(ground.zones.length)] as string) : (ground.zoneNames.get(effect.zone) ?? effect.zone);
  const nodes = stream.shuffle(ground.nodes.filter((node) => node.facts.zone === zone).map((node) => node.facts.id));
  const backAtUs = nodes.map((_, index) => (times.untilUs === NEVER ? NEVER : times.untilUs + index * effect.staggerUs));
  return { ...times, untilUs: backAtUs.at(-1) ?? times.untilUs, kind: 'zone-outage', zone, target: `zone ${zone}`, nodes, backAtUs };
}

/** Draws distinct machines from those that match; fewer than asked for when there are no more. */
function nodePicker(effect: FaultEffect, ground: FaultGround, stream: RandomStream): () => readonly NodeId[] {
  if (!('target' in effect)) return () => [];
  const { pool, zone, count } = effect.target;
  const zoneName = zone === null ? null : ground.zoneNames.get(zone);
  const candidates = ground.nodes
    .filter(({ facts }) => (pool === null || facts.pool === pool) && (zoneName === null || facts.zone === zoneName))
    .map(({ facts }) => facts.id);
  return () => {
    // The beginning of a shuffle; candidates stay shuffled, which is as good a start for the next draw.
    const picked = Math.min(count, candidates.length);
    for (let i = 0; i < picked; i++) {
      const j = i + stream.integer(candidates.length - i);
      const held = candidates[i] as NodeId;
      candidates[i] = candidates[j] as NodeId;
      candidates[j] = held;
    }
    return candidates.slice(0, picked).sort((a, b) => a - b);
  };
}

/** Batches one after the other: drained, after the duration restarted and returned, a gap, the next batch. */
function maintenance(nodes: readonly NodeId[], effect: FaultEffect & { kind: 'drain' }, atUs: number, durationUs: number): readonly MaintenanceStep[] {
  const steps: MaintenanceStep[] = [];
  let start = atUs;
  for (let first = 0; first < nodes.length; first += effect.batch) {
    const batch = nodes.slice(first, first + effect.batch);
    for (const node of batch) steps.push({ atUs: start, node, action: 'drain' });
    if (durationUs === NEVER) continue;
    const end = start + durationUs;
    if (effect.reboot) for (const node of batch) steps.push({ atUs: end, node, action: 'reboot' });
    for (const node of batch) steps.push({ atUs: end, node, action: 'uncordon' });
    start = end + effect.gapUs;
  }
  return steps;
}

function describe(nodes: readonly NodeId[], ground: FaultGround): string {
  if (nodes.length === 1) return `node ${ground.nodes[nodes[0] as number]?.facts.name ?? ''}`;
  return `${nodes.length} nodes`;
}
