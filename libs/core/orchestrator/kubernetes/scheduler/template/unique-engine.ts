import type { Profile } from '../configuration/profile.js';
import { nodesToFind } from '../cycle/nodes-to-find.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import { topTie } from './heap-top.js';
import type { QuickPlacement } from './template-engine.js';
import { CPU, CPU_ASSUMED, CPU_TAKEN, MEMORY, MEMORY_ASSUMED, MEMORY_TAKEN, PER_CPU, PER_MEMORY, ResourceColumns, STRIDE } from './resource-columns.js';
import { quickEven, quickPercent } from './quick-percent.js';
import { TemplateState } from './template-state.js';

const RESOURCE_PLUGINS = new Set(['NodeResourcesFit', 'NodeResourcesBalancedAllocation']);

interface Kin {
  readonly profile: Profile;
  readonly byText: Map<string, TemplateState | null>;
}

/** More kinds of pods than this are no kinds. */
const MOST_KINDS = 256;

interface Scan {
  readonly state: TemplateState;
  readonly start: number;
  readonly goal: number;
}

/** Only what follows from cpu and memory differs from pod to pod; the rest is the same for all pods of a kind. */
function kindOf({ tolerations, nodeAffinity, preferredNodes, images, nodeName }: PodTraits): string {
  const terms = (nodeAffinity.terms ?? []).length + nodeAffinity.nodeSelector.length + preferredNodes.length;
  return terms > 0 || nodeName !== '' ? '' : `${tolerations.length === 0 ? '' : JSON.stringify(tolerations)}|${images.join(' ')}`;
}

/**
 * For pods that share their requests with nobody: the resource plugins' sums, written out over arrays. It knows the
 * default strategies alone, and pods that ask for nothing but cpu and memory.
 */
export class UniqueEngine {
  private columns: ResourceColumns | null = null;
  private readonly kin = new Map<Profile, Kin>();
  /** Of the tied best nodes: the how-manieth feasible one it is, and where it stands. */
  private places = new Int32Array(0);
  private positions = new Int32Array(0);
  private readonly found = { best: 0, count: 0, ties: 0 };

  constructor(private readonly cluster: ClusterSnapshot) {}

  place(pod: PodInfo, profile: Profile, start: number): QuickPlacement | null {
    const { traits } = pod;
    const { requests } = traits;
    if (!profile.plainResources || requests.scalars.size > 0 || requests.ephemeral > 0 || requests.cpu + requests.memory === 0) return null;
    if (traits.hostPorts.length > 0) return null;
    const state = this.stateOf(pod, profile);
    if (state === null) return null;
    const columns = this.columnsNow();
    if (!columns.whole || !state.columns.level) return null;
    return this.scan(traits, columns, profile, { state, start, goal: nodesToFind(profile.percentageOfNodesToScore, columns.nodes.length) });
  }

  private scan(pod: PodTraits, columns: ResourceColumns, profile: Profile, search: Scan): QuickPlacement | null {
    const nodes = columns.nodes.length;
    if (this.places.length < nodes) {
      this.places = new Int32Array(nodes);
      this.positions = new Int32Array(nodes);
    }
    const { found } = this;
    found.best = Number.NEGATIVE_INFINITY;
    found.count = 0;
    found.ties = 0;
    const { start } = search;
    // Around the ring in two straight runs.
    let evaluated = this.run(pod, columns, profile, search, start, nodes) - start;
    if (start + evaluated === nodes) evaluated += this.run(pod, columns, profile, search, 0, start);
    if (found.count === 0) return null;
    const node = columns.nodes[this.positions[topTie(this.places, found.ties)] as number] as NodeInfo;
    return { node: node.name, evaluated, feasible: found.count, nextStart: (start + evaluated) % nodes };
  }

  /** Looks at the nodes of one run and keeps who ties for the best. Returns where it stopped: at the end, or at the node that is one too many. */
  private run(pod: PodTraits, c: ResourceColumns, profile: Profile, { state, goal }: Scan, from: number, to: number): number {
    const { passes, sums } = state.columns;
    const { cpu, memory } = pod.requests;
    const { cpu: wantedCpu, memory: wantedMemory } = pod.comparedRequests;
    const { fitWeight, balanceWeight } = profile.plainResources as { fitWeight: number; balanceWeight: number };
    const { places, positions, found } = this;
    const { cells, podsLeft, evenNow } = c;
    let { best, count, ties } = found;
    let at = from;
    for (; at < to; at++) {
      if (passes[at] === 0 || (podsLeft[at] as number) <= 0) continue;
      const cell = at * STRIDE;
      const allCpu = cells[cell + CPU] as number;
      const allMemory = cells[cell + MEMORY] as number;
      const newCpu = (cells[cell + CPU_TAKEN] as number) + cpu;
      const newMemory = (cells[cell + MEMORY_TAKEN] as number) + memory;
      if ((newCpu > allCpu && cpu > 0) || (newMemory > allMemory && memory > 0)) continue;
      if (count === goal) break;
      const perCpu = cells[cell + PER_CPU] as number;
      const perMemory = cells[cell + PER_MEMORY] as number;
      const freeCpu = allCpu - (cells[cell + CPU_ASSUMED] as number) - wantedCpu;
      const freeMemory = allMemory - (cells[cell + MEMORY_ASSUMED] as number) - wantedMemory;
      const free = (freeCpu < 0 ? 0 : quickPercent(freeCpu, perCpu)) + (freeMemory < 0 ? 0 : quickPercent(freeMemory, perMemory));
      const even = quickEven(newCpu, allCpu, perCpu, newMemory, allMemory, perMemory);
      const balance = 50 + (((50 + even - (evenNow[at] as number)) / 2) | 0);
      const total = (sums[at] as number) + (free >> 1) * fitWeight + balance * balanceWeight;
      if (total >= best) {
        if (total > best) {
          best = total;
          ties = 0;
        }
        positions[ties] = at;
        places[ties++] = count;
      }
      count++;
    }
    found.best = best;
    found.count = count;
    found.ties = ties;
    return at;
  }

  private columnsNow(): ResourceColumns {
    if (this.columns?.epoch !== this.cluster.journal.epoch) this.columns = new ResourceColumns(this.cluster);
    this.columns.catchUp();
    return this.columns;
  }

  private stateOf(pod: PodInfo, profile: Profile): TemplateState | null {
    const text = kindOf(pod.traits);
    if (text === '') return null;
    const kin = this.kin.get(profile) ?? { profile: withoutResources(profile), byText: new Map<string, TemplateState | null>() };
    this.kin.set(profile, kin);
    let state = kin.byText.get(text);
    if (state === undefined || (state !== null && state.epoch !== this.cluster.journal.epoch)) {
      if (kin.byText.size >= MOST_KINDS) kin.byText.clear();
      state = TemplateState.of(kin.profile, pod, this.cluster);
      kin.byText.set(text, state);
    }
    state?.catchUp();
    return state;
  }
}

const withoutResources = (profile: Profile): Profile => ({
  ...profile,
  filters: profile.filters.filter((p) => !RESOURCE_PLUGINS.has(p.name)),
  scorers: profile.scorers.filter(({ plugin }) => !RESOURCE_PLUGINS.has(plugin.name)),
});
