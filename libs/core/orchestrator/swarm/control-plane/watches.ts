import type { Component } from './component.js';
import type { NodeRecord, SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';

type Watcher = () => void;

/** Those who wait for something to happen to one task or one node. */
export class Watches implements Component {
  private readonly ofTasks = new Map<SwarmTask, Set<Watcher>>();
  private readonly ofNodes = new Map<NodeRecord, Set<Watcher>>();

  /** Returns what ends the watch. */
  task(task: SwarmTask, watcher: Watcher): () => void {
    return added(this.ofTasks, task, watcher);
  }

  node(node: NodeRecord, watcher: Watcher): () => void {
    return added(this.ofNodes, node, watcher);
  }

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.op === 'create') return;
    const watchers = event.kind === 'task' ? this.ofTasks.get(event.task) : event.kind === 'node' ? this.ofNodes.get(event.node) : undefined;
    if (watchers !== undefined) for (const watcher of [...watchers]) watcher();
  }

  committed(): void {
    // Watchers act at the event itself.
  }
}

function added<K>(map: Map<K, Set<Watcher>>, key: K, watcher: Watcher): () => void {
  const watchers = map.get(key) ?? new Set();
  map.set(key, watchers.add(watcher));
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0 && map.get(key) === watchers) map.delete(key);
  };
}
