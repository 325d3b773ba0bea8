import type { NamespaceLabels } from '../snapshot/affinity-term.js';
import type { ClusterEvent } from './cluster-event.js';
import { NODE_HINTS } from './node-hints.js';
import { POD_HINTS } from './pod-hints.js';
import type { QueuedPod } from './queued-pod.js';

function helpsAgainst(plugin: string, { pod }: QueuedPod, event: ClusterEvent, namespaceLabels: NamespaceLabels): boolean {
  switch (event.kind) {
    case 'node-added':
      return NODE_HINTS.get(plugin)?.(pod.traits, null, event.node) ?? true;
    case 'node-updated':
      return NODE_HINTS.get(plugin)?.(pod.traits, event.before, event.node) ?? true;
    case 'node-removed':
      // With a node goes its topology value: what was the emptiest may be no more.
      return plugin === 'PodTopologySpread' && pod.traits.spread.every((c) => !c.hard || event.node.labels.has(c.topologyKey));
    default:
      return POD_HINTS.get(plugin)?.(pod.traits, event.pod.traits, event.kind === 'pod-added', namespaceLabels) ?? true;
  }
}

/** A pod is worth another attempt when the event may have cured what any one of the plugins had against it. */
export function mayHelp(queued: QueuedPod, event: ClusterEvent, namespaceLabels: NamespaceLabels): boolean {
  if (queued.rejectedBy.size === 0) return true;
  for (const plugin of queued.rejectedBy) if (helpsAgainst(plugin, queued, event, namespaceLabels)) return true;
  return false;
}
