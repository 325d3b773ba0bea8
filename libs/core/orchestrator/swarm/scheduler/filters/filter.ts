import type { NodeInfo } from '../node-info.js';
import type { SwarmTaskSpec } from '../swarm-task-spec.js';

/** One reason to refuse a node. Every filter must be able to explain its refusals. */
export interface Filter {
  readonly name: string;
  /** The check for this task, or undefined when the filter has nothing to say about it. */
  forTask(spec: SwarmTaskSpec): ((node: NodeInfo) => boolean) | undefined;
  /** As swarmkit words it, for `count` refused nodes. */
  explain(count: number): string;
}

/** "… on 1 node", "… on 3 nodes". */
export const onNodes = (what: string, count: number): string => `${what} on ${count === 1 ? '1 node' : `${count} nodes`}`;
