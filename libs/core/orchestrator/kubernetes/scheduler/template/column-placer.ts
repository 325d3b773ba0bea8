import type { RandomStream } from '#core/random';
import type { Profile } from '../configuration/profile.js';
import type { Cycle } from '../cycle/plugin.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import { addAllScores } from './add-scores.js';
import { ColumnEngine, type ColumnSearch, type Question } from './column-engine.js';
import type { QuickPlacement } from './quick-placement.js';
import type { ResourceColumns } from './resource-columns.js';
import { RememberedTotals } from './remembered-totals.js';

/** Of a template's pods: whether remembering their totals pays. */
interface Memory {
  totals: RememberedTotals | null;
  credit: number;
}

/** What it takes to remember totals; a use earns one, so does having to look at all nodes. */
const PRICE = 4;
const MOST_CREDIT = 8;

/** Places pods by columns, and those of one template, when all nodes are scored, by what it remembers of the last one. */
export class ColumnPlacer {
  private readonly engine: ColumnEngine;
  private readonly memories = new Map<Profile, WeakMap<PodTraits, Memory>>();

  constructor(
    private readonly cluster: ClusterSnapshot,
    private readonly draws: RandomStream | null,
  ) {
    this.engine = new ColumnEngine(cluster, draws);
  }

  /** Null: no node, or none that columns can tell. `scorers` are those that look beyond the node. */
  place(question: Question, scorers: Profile['scorers']): QuickPlacement | null {
    const { cycle, profile, filters, start, goal } = question;
    const nodes = this.cluster.nodes.length;
    const alone = goal >= nodes && filters.length + scorers.length === 0 && cycle.pod.traits.shared && this.draws === null;
    const memory = alone ? this.memoryOf(cycle.pod.traits, profile) : null;
    return (memory === null ? null : this.remembered(memory, start)) ?? this.searched(question, scorers, memory);
  }

  private remembered(memory: Memory, start: number): QuickPlacement | null {
    memory.credit = Math.min(memory.credit + 1, MOST_CREDIT);
    if (memory.totals === null) return null;
    const at = memory.totals.winner(start);
    if (at < 0) {
      memory.totals = null;
      return null;
    }
    const { nodes } = this.cluster;
    return { node: (nodes[at] as NodeInfo).name, evaluated: nodes.length, feasible: memory.totals.count, nextStart: start };
  }

  private searched(question: Question, scorers: Profile['scorers'], memory: Memory | null): QuickPlacement | null {
    const { engine } = this;
    const { nodes } = this.cluster;
    const search = engine.search(question);
    if (search === null) return null;
    const { positions, count, evaluated } = engine.window;
    if (count === 0) return null;
    if (memory !== null && count > 1) this.remember(memory, search);
    const chosen = count === 1 ? 0 : this.best(question.cycle, scorers, search.columns);
    const nextStart = (question.start + evaluated) % nodes.length;
    return { node: (nodes[positions[chosen] as number] as NodeInfo).name, evaluated, feasible: count, nextStart };
  }

  private remember(memory: Memory, search: ColumnSearch): void {
    if (memory.credit < PRICE) return;
    memory.credit -= PRICE;
    memory.totals = new RememberedTotals(this.engine, search);
  }

  private best(cycle: Cycle, scorers: Profile['scorers'], columns: ResourceColumns): number {
    const { best, window } = this.engine;
    if (scorers.length > 0) {
      const { count, positions } = window;
      addAllScores(best.totals, cycle, scorers, { count, positions, slots: columns.slots, idsOf: (topology) => columns.idsOf(topology) });
    }
    return best.top(window.count);
  }

  private memoryOf(traits: PodTraits, profile: Profile): Memory {
    let memories = this.memories.get(profile);
    if (memories === undefined) {
      memories = new WeakMap();
      this.memories.set(profile, memories);
    }
    let memory = memories.get(traits);
    if (memory === undefined) {
      memory = { totals: null, credit: 0 };
      memories.set(traits, memory);
    }
    return memory;
  }
}
