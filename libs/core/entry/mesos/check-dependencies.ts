import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import { problemAt } from '../source/source-document.js';
import { isWithin } from './path-id.js';
import type { TreeNode } from './read-groups.js';

/** What each app depends on: ids of apps, those that groups depend on and stand for included. Problems: what is not there, what goes in a circle. */
export function resolveDependencies(nodes: readonly TreeNode[], problems: Problem[]): ReadonlyMap<string, readonly string[]> {
  const apps = nodes.filter((node) => node.app !== null).map((node) => node.id);
  const known = [...new Set(nodes.map((node) => node.id))];
  const edges = new Map<string, Set<string>>(apps.map((id) => [id, new Set<string>()]));
  for (const node of nodes) {
    for (const { id, path } of node.dependencies) {
      const targets = apps.filter((app) => isWithin(app, id));
      if (!known.includes(id) && targets.length === 0) {
        const meant = nearest(id, known);
        const hint = meant === undefined ? `apps: ${apps.join(', ')}` : `did you mean \`${meant}\`?`;
        problems.push(problemAt(node.document, path, { code: 'unknown-dependency', message: `there is no app or group \`${id}\``, hint }));
      }
      const from = node.app === null ? apps.filter((app) => isWithin(app, node.id)) : [node.id];
      for (const app of from) for (const target of targets) edges.get(app)?.add(target);
    }
  }
  reportCycles(nodes, edges, problems);
  return new Map(Array.from(edges, ([id, targets]) => [id, [...targets].sort()]));
}

/** Each circle once, by the names on it, at the dependency that closes it. */
function reportCycles(nodes: readonly TreeNode[], edges: ReadonlyMap<string, ReadonlySet<string>>, problems: Problem[]): void {
  const finished = new Set<string>();
  const visit = (id: string, trail: string[]): void => {
    const at = trail.indexOf(id);
    if (at >= 0) {
      const circle = [...trail.slice(at), id];
      const closing = placeOf(nodes, trail.at(-1) as string, id);
      const hint = 'remove one of these dependencies';
      if (closing !== undefined)
        problems.push(
          problemAt(closing.node.document, closing.path, { code: 'dependency-cycle', message: `dependencies go in a circle: ${circle.join(' → ')}`, hint }),
        );
      return;
    }
    if (finished.has(id)) return;
    for (const target of edges.get(id) ?? []) visit(target, [...trail, id]);
    finished.add(id);
  };
  for (const id of edges.keys()) visit(id, []);
}

/** Where it is written that `from` depends on `to`: at the app, or at a group around it. */
function placeOf(nodes: readonly TreeNode[], from: string, to: string): { readonly node: TreeNode; readonly path: readonly (string | number)[] } | undefined {
  for (const node of [...nodes].reverse()) {
    if (!isWithin(from, node.id)) continue;
    const written = node.dependencies.find(({ id }) => isWithin(to, id));
    if (written !== undefined) return { node, path: written.path };
  }
  return undefined;
}
