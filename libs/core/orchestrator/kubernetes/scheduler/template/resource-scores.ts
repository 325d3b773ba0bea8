import type { NodeScorer } from '../cycle/plugin.js';
import { leastAllocated } from '../plugins/node-resources/least-allocated.js';
import { mostAllocated } from '../plugins/node-resources/most-allocated.js';
import type { PlainResources } from '../plugins/node-resources/plain-resources.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import { BLOCK } from './block.js';
import { evenPair } from './even-pair.js';
import * as fixed from './fixed-percent.js';
import { EXACT as AMOUNTS, NO_SIZE as ODD, type ResourceColumns } from './resource-columns.js';
import { MOST_SIZES, type ScoreMemory } from './score-memory.js';
import { LATER as UNDONE } from './score-program.js';
import { SIZE_STEP as STEP } from './size-step.js';
import type { Stretch, Window } from './window.js';

/** An imported constant is looked up at every use. */
const { BITS, HUNDRED, ONE, SLACK, fixedPercent } = fixed;
const EXACT = AMOUNTS;
const NO_SIZE = ODD;
const SIZE_STEP = STEP;
const FRACTION = ONE - 1;
const UNSURE = 2 * SLACK;

const LATER = UNDONE;
const LANES = 4;

/** Where no more than one in so many of a stretch passes, they are looked at one by one. */
const SPARSE = 4;

/** Scorers of the resource plugins for one pod: they say of every node what is computed here of those that have a size. */
export interface ResourceScorers {
  readonly fit: NodeScorer | null;
  readonly balance: NodeScorer | null;
}

export interface ScoredPod {
  readonly traits: PodTraits;
  readonly plain: PlainResources;
  /** 0 where there is nothing to balance. */
  readonly balanceWeight: number;
  readonly scorers: () => ResourceScorers;
}

/**
 * What cpu and memory say of the nodes found, in whole numbers and exactly as the plugins do. Loops are kept so small that what they
 * look at fits into registers: all that is done for every node costs as much as anything there is. With the usual strategies and weights
 * a compiled program does the same for four nodes at a time (`score-program.ts`).
 */
export class ResourceScores {
  /** What the pod takes of a node of each size: cpu, memory, and the lead that it makes. */
  private takes: Int32Array = new Int32Array(0);
  /** Of a stretch whole. */
  private readonly all = new Int32Array(BLOCK);

  /** Writes the weighted sums into `totals`. */
  fill(totals: Int32Array, window: Window, columns: ResourceColumns, pod: ScoredPod): void {
    this.measure(pod.traits, columns);
    const add = isDefault(pod) && columns.odd === 0 ? addUsual(columns) : addAny;
    const { stretches, count } = window;
    let later = 0;
    for (let s = 0; s < stretches.length; s++)
      later += this.stretch(totals, window, stretches[s] as Stretch, stretches[s + 1]?.first ?? count, columns, pod, add);
    if (later > 0) settle(totals, window, columns, pod);
  }

  scoreAt(columns: ResourceColumns, at: number, pod: ScoredPod): number {
    addAny(this.all, 0, columns, at, at + 1, this.takes, pod);
    const score = this.all[0] as number;
    return score === LATER ? settled(columns, at, pod) : score;
  }

  private stretch(
    totals: Int32Array,
    { positions }: Window,
    { from, to, first }: Stretch,
    end: number,
    columns: ResourceColumns,
    pod: ScoredPod,
    add: typeof addAny,
  ): number {
    const { takes } = this;
    const all = columns.memory?.block ?? this.all;
    if (end - first === to - from) return add(totals, first, columns, from, to, takes, pod);
    let later = 0;
    if ((end - first) * SPARSE < to - from) {
      for (let i = first; i < end; i++) {
        const at = positions[i] as number;
        later += add(totals, i, columns, at, at + 1, takes, pod);
      }
      return later;
    }
    later = add(all, 0, columns, from, to, takes, pod);
    for (let i = first; i < end; i++) totals[i] = all[(positions[i] as number) - from] as number;
    return later;
  }

  /** To be called before `scoreAt`. */
  measure({ requests, comparedRequests }: PodTraits, { sizes, memory }: ResourceColumns): void {
    if (memory !== null && sizes.length <= MOST_SIZES) this.takes = memory.takes;
    else if (this.takes.length < sizes.length * SIZE_STEP || this.takes === memory?.takes) this.takes = new Int32Array(2 * sizes.length * SIZE_STEP);
    const { takes } = this;
    for (let size = 0; size < sizes.length; size++) {
      const { cpu, memory } = sizes[size] as { readonly cpu: number; readonly memory: number };
      takes[size * SIZE_STEP] = fixedPercent(comparedRequests.cpu, cpu);
      takes[size * SIZE_STEP + 1] = fixedPercent(comparedRequests.memory, memory);
      // Where the pod does not fit nobody asks.
      takes[size * SIZE_STEP + 2] = Math.round(50 * ONE * (Math.min(requests.cpu / cpu, 1) - Math.min(requests.memory / memory, 1)));
    }
  }
}

function isDefault({ plain, balanceWeight }: ScoredPod): boolean {
  const { fitWeight, cpuWeight, memoryWeight, packs, comparesChange } = plain;
  return fitWeight === 1 && balanceWeight === 1 && cpuWeight === 1 && memoryWeight === 1 && comparesChange && !packs;
}

/** The quickest way to add what `addAny` does by the strategies and weights that are there unless somebody says otherwise. */
function addUsual({ memory, sizes }: ResourceColumns): typeof addAny {
  if (memory !== null && sizes.length <= MOST_SIZES) return addByFours;
  return sizes.length === 1 ? addDefault : addAny;
}

/** By the compiled program, and what is left over by itself. `totals` lie in its memory. */
function addByFours(totals: Int32Array, into: number, columns: ResourceColumns, from: number, to: number, takes: Int32Array, pod: ScoredPod): number {
  const hasSizes = columns.sizes.length > 1;
  const steps = Math.floor((to - from) / LANES);
  const done = steps * LANES;
  const later = steps === 0 ? 0 : (columns.memory as ScoreMemory).score(totals, into, from, steps, hasSizes);
  if (from + done === to) return later;
  return later + (hasSizes ? addAny : addDefault)(totals, into + done, columns, from + done, to, takes, pod);
}

/** Scores of the nodes from position `from` on, written from `into` on. Gives how many are left for later. */
function addAny(
  totals: Int32Array,
  into: number,
  { freeCpuPercent, freeMemoryPercent, lead, evenNow, size }: ResourceColumns,
  from: number,
  to: number,
  takes: Int32Array,
  { plain, balanceWeight }: ScoredPod,
): number {
  const { fitWeight, cpuWeight, memoryWeight } = plain;
  const weights = cpuWeight + memoryWeight;
  const halves = cpuWeight === 1 && memoryWeight === 1;
  // Percent that are taken are what the free ones lack: turned round bit by bit.
  const turned = plain.packs ? -1 : 0;
  const base = plain.packs ? HUNDRED + SLACK + 1 : SLACK;
  const comparing = plain.comparesChange ? -1 : 0;
  let later = 0;
  for (let at = from, i = into; at < to; at++, i++) {
    const s = size[at] as number;
    const restCpu = ((freeCpuPercent[at] as number) - (takes[s] as number)) | 0;
    const restMemory = ((freeMemoryPercent[at] as number) - (takes[s + 1] as number)) | 0;
    const ahead = ((lead[at] as number) + (takes[s + 2] as number)) | 0;
    const cpu = (((restCpu & ~(restCpu >> 31)) ^ turned) + base) | 0;
    const memory = (((restMemory & ~(restMemory >> 31)) ^ turned) + base) | 0;
    const even = (HUNDRED + SLACK - ((ahead ^ (ahead >> 31)) - (ahead >> 31))) | 0;
    if ((s | ((memory & FRACTION) - UNSURE) | ((even & FRACTION) - UNSURE)) < 0) {
      totals[i] = LATER;
      later++;
      continue;
    }
    const fit = halves ? ((cpu >> BITS) + (memory >> BITS)) >> 1 : (((cpu >> BITS) * cpuWeight + (memory >> BITS) * memoryWeight) / weights) | 0;
    const evenThen = even >> BITS;
    const change = 75 + ((evenThen - (evenNow[at] as number)) >> 1);
    totals[i] = fit * fitWeight + ((change & comparing) | (evenThen & ~comparing)) * balanceWeight;
  }
  return later;
}

/** The same for nodes of one size, by the strategies and weights that are there unless somebody says otherwise. */
function addDefault(
  totals: Int32Array,
  into: number,
  { freeCpuPercent, freeMemoryPercent, lead, evenNow }: ResourceColumns,
  from: number,
  to: number,
  takes: Int32Array,
): number {
  const [takesCpu = 0, takesMemory = 0, leads = 0] = takes;
  let later = 0;
  for (let at = from, i = into; at < to; at++, i++) {
    const restCpu = ((freeCpuPercent[at] as number) - takesCpu) | 0;
    const restMemory = ((freeMemoryPercent[at] as number) - takesMemory) | 0;
    const ahead = ((lead[at] as number) + leads) | 0;
    const cpu = ((restCpu & ~(restCpu >> 31)) + SLACK) | 0;
    const memory = ((restMemory & ~(restMemory >> 31)) + SLACK) | 0;
    const even = (HUNDRED + SLACK - ((ahead ^ (ahead >> 31)) - (ahead >> 31))) | 0;
    if ((((memory & FRACTION) - UNSURE) | ((even & FRACTION) - UNSURE)) < 0) {
      totals[i] = LATER;
      later++;
    } else totals[i] = (((cpu >> BITS) + (memory >> BITS)) >> 1) + 75 + (((even >> BITS) - (evenNow[at] as number)) >> 1);
  }
  return later;
}

/** Those that were left, one by one. */
function settle(totals: Int32Array, { positions, count }: Window, columns: ResourceColumns, pod: ScoredPod): void {
  for (let i = 0; i < count; i++) {
    if (totals[i] !== LATER) continue;
    totals[i] = settled(columns, positions[i] as number, pod);
  }
}

const settled = (columns: ResourceColumns, at: number, pod: ScoredPod): number =>
  columns.size[at] === NO_SIZE ? asked(columns.nodes[at] as NodeInfo, pod) : divided(columns, at, pod);

/** For where a rounding error could decide. */
function divided({ exact }: ResourceColumns, at: number, { traits, plain, balanceWeight }: ScoredPod): number {
  const from = at * EXACT;
  const allCpu = exact[from] as number;
  const allMemory = exact[from + 1] as number;
  const takenCpu = exact[from + 2] as number;
  const takenMemory = exact[from + 3] as number;
  const policy = plain.packs ? mostAllocated : leastAllocated;
  const cpu = policy((exact[from + 4] as number) + traits.comparedRequests.cpu, allCpu) * plain.cpuWeight;
  const memory = policy((exact[from + 5] as number) + traits.comparedRequests.memory, allMemory) * plain.memoryWeight;
  const fit = Math.floor((cpu + memory) / (plain.cpuWeight + plain.memoryWeight));
  const even = evenPair((takenCpu + traits.requests.cpu) / allCpu, (takenMemory + traits.requests.memory) / allMemory);
  const balance = plain.comparesChange ? 50 + Math.trunc((50 + even - evenPair(takenCpu / allCpu, takenMemory / allMemory)) / 2) : even;
  return fit * plain.fitWeight + balance * balanceWeight;
}

/** Where not even the plugins' divisions are the common ones. */
function asked(node: NodeInfo, { plain, balanceWeight, scorers }: ScoredPod): number {
  const { fit, balance } = scorers();
  return (fit?.score(node) ?? 0) * plain.fitWeight + (balance?.score(node) ?? 0) * balanceWeight;
}
