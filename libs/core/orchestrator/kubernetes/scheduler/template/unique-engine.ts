import type { Profile } from '../configuration/profile.js';
import { nodesToFind } from '../cycle/nodes-to-find.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import { HeapTop } from './heap-top.js';
import type { QuickPlacement } from './template-engine.js';
import { ResourceColumns } from './resource-columns.js';
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
  private readonly heapTop = new HeapTop();
  private totals = new Float64Array(0);
  private places = new Int32Array(0);

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

  private scan(pod: PodTraits, c: ResourceColumns, profile: Profile, { state, start, goal }: Scan): QuickPlacement | null {
    const nodes = c.nodes.length;
    const { passes, sums } = state.columns;
    const { cpu, memory } = pod.requests;
    const { cpu: wantedCpu, memory: wantedMemory } = pod.comparedRequests;
    const { fitWeight, balanceWeight } = profile.plainResources as { fitWeight: number; balanceWeight: number };
    if (this.places.length < nodes) {
      this.places = new Int32Array(nodes);
      this.totals = new Float64Array(nodes);
    }
    const { places, totals } = this;
    let count = 0;
    let evaluated = 0;
    const { podsLeft, cpu: cpuAll, memory: memoryAll, cpuTaken, memoryTaken, cpuAssumed, memoryAssumed, evenNow } = c;
    for (let at = start; evaluated < nodes; at = at + 1 === nodes ? 0 : at + 1, evaluated++) {
      if (passes[at] === 0 || (podsLeft[at] as number) <= 0) continue;
      const allCpu = cpuAll[at] as number;
      const allMemory = memoryAll[at] as number;
      const newCpu = (cpuTaken[at] as number) + cpu;
      const newMemory = (memoryTaken[at] as number) + memory;
      if ((newCpu > allCpu && cpu > 0) || (newMemory > allMemory && memory > 0)) continue;
      if (count === goal) break;
      const freeCpu = allCpu - (cpuAssumed[at] as number) - wantedCpu;
      const freeMemory = allMemory - (memoryAssumed[at] as number) - wantedMemory;
      // `| 0` cuts towards zero, as Kubernetes' integers do; all of these are small.
      const free = (freeCpu < 0 ? 0 : ((freeCpu * 100) / allCpu) | 0) + (freeMemory < 0 ? 0 : ((freeMemory * 100) / allMemory) | 0);
      const shareOfCpu = newCpu > allCpu ? 1 : newCpu / allCpu;
      const shareOfMemory = newMemory > allMemory ? 1 : newMemory / allMemory;
      const even = ((1 - Math.abs((shareOfCpu - shareOfMemory) / 2)) * 100) | 0;
      const balance = 50 + (((50 + even - (evenNow[at] as number)) / 2) | 0);
      totals[count] = (sums[at] as number) + (free >> 1) * fitWeight + balance * balanceWeight;
      places[count++] = at;
    }
    if (count === 0) return null;
    const node = c.nodes[places[this.heapTop.of(totals, count)] as number] as NodeInfo;
    return { node: node.name, evaluated, feasible: count, nextStart: (start + evaluated) % nodes };
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
