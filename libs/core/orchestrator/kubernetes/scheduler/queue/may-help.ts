import type { ClusterEvent } from './cluster-event.js';
import type { HintFacts, HintFactsOf } from './hint-facts.js';
import { NODE_HINTS } from './node-hints.js';
import { POD_HINTS } from './pod-hints.js';
import type { QueuedPod } from './queued-pod.js';

function helpsAgainst(plugin: string, { pod }: QueuedPod, event: ClusterEvent, facts: HintFacts): boolean {
  switch (event.kind) {
    case 'node-added':
      return NODE_HINTS.get(plugin)?.(pod.traits, null, event.node, facts) ?? true;
    case 'node-updated':
      return NODE_HINTS.get(plugin)?.(pod.traits, event.before, event.node, facts) ?? true;
    case 'node-removed':
      // With a node goes its topology value: what was the emptiest may be no more.
      return plugin === 'PodTopologySpread' && facts.hardSpread.every((c) => event.node.labels.has(c.topologyKey));
    default:
      return POD_HINTS.get(plugin)?.(pod.traits, event.pod.traits, event.kind === 'pod-added', facts) ?? true;
  }
}

/** A pod is worth another attempt when the event may have cured what any one of the plugins had against it. */
export function mayHelp(queued: QueuedPod, event: ClusterEvent, factsOf: HintFactsOf): boolean {
  if (queued.rejectedBy.size === 0) return true;
  const facts = factsOf(queued.pod);
  for (const plugin of queued.rejectedBy) if (helpsAgainst(plugin, queued, event, facts)) return true;
  return false;
}
