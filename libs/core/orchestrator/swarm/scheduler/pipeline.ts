import { constraints } from './filters/constraints.js';
import type { Filter } from './filters/filter.js';
import { hostPort } from './filters/host-port.js';
import { maxReplicas } from './filters/max-replicas.js';
import { plugins } from './filters/plugins.js';
import { platform } from './filters/platform.js';
import { ready } from './filters/ready.js';
import { resources } from './filters/resources.js';
import type { NodeInfo } from './node-info.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

/** In swarmkit's order: the first that refuses is the one that is named. */
const FILTERS: readonly Filter[] = [ready, resources, plugins, constraints, platform, hostPort, maxReplicas];

interface Entry {
  readonly filter: Filter;
  readonly check: (node: NodeInfo) => boolean;
  refused: number;
}

/** The filters of one task group, and how often each refused since a node last passed. */
export class Pipeline {
  private readonly entries: Entry[];

  constructor(spec: SwarmTaskSpec) {
    this.entries = FILTERS.flatMap((filter) => {
      const check = filter.forTask(spec);
      return check === undefined ? [] : [{ filter, check, refused: 0 }];
    });
  }

  process(node: NodeInfo): boolean {
    for (const entry of this.entries) {
      if (entry.check(node)) continue;
      entry.refused += 1;
      return false;
    }
    for (const entry of this.entries) entry.refused = 0;
    return true;
  }

  /** The name of the filter that refuses the node, without counting. */
  refusal(node: NodeInfo): Filter | undefined {
    return this.entries.find((entry) => !entry.check(node))?.filter;
  }

  /** `no suitable node (…)`: most refusals first. */
  explain(): string {
    const reasons = this.reasons();
    return reasons === '' ? 'no suitable node' : `no suitable node (${reasons})`;
  }

  /** The reasons alone, as a task that is bound to its node gets them. */
  reasons(): string {
    return this.entries
      .filter((entry) => entry.refused > 0)
      .sort((a, b) => b.refused - a.refused)
      .map((entry) => entry.filter.explain(entry.refused))
      .join('; ');
  }
}
