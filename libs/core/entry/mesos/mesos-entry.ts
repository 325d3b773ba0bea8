import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import { isAutoscaler, readAutoscalers } from '../autoscaler/index.js';
import type { AppUse, EntryFile, MesosEntry, Place } from '../entry.js';
import { entryDigest } from '../entry-digest.js';
import { problemAt, type SourceDocument } from '../source/source-document.js';
import { resolveDependencies } from './check-dependencies.js';
import type { MarathonApp } from './marathon-app.js';
import { type CheckedApp, readApp } from './read-app.js';
import { readGroups, type TreeNode } from './read-groups.js';
import { masterKind, type MasterSettings, readMaster } from './read-master.js';

/** Marathon apps and groups, and what the Mesos master is told of roles, as an entry; or everything that is wrong with them. */
export function mesosEntry(files: readonly EntryFile[], documents: readonly SourceDocument[], before: readonly Problem[]): Outcome<MesosEntry> {
  const problems: Problem[] = [...before];
  const settings: MasterSettings = { weights: [], quotas: [] };
  const nodes: TreeNode[] = [];
  for (const document of documents) {
    if (isAutoscaler(document)) continue;
    const kind = masterKind(document);
    if (kind !== null) readMaster(document, kind, settings, problems);
    else nodes.push(...readGroups(document, problems));
  }
  // With apps left out for their errors, names that point to them would look wrong too.
  const complete = problems.every((problem) => problem.severity === 'warning');
  reportDuplicates(nodes, problems);
  const dependencies = resolveDependencies(nodes, complete ? problems : []);
  const apps = nodes.flatMap((node) => (node.app === null ? [] : [appOf(node, node.app, dependencies)]));
  const known = complete ? apps.map((app) => app.id) : null;
  const autoscalers = known === null ? [] : readAutoscalers(documents, 'app', known, problems);
  if (problems.some((problem) => problem.severity === 'error')) return refused(problems);
  if (apps.length === 0) return refused([...problems, nothingToRun(documents)]);
  problems.push(...rolesWithoutApps(settings, apps));
  return accepted({ division: 'mesos', digest: entryDigest(files), files, marathonApps: apps, ...settings, autoscalers, apps: usesOf(nodes) }, problems);
}

function appOf(node: TreeNode, app: CheckedApp, dependencies: ReadonlyMap<string, readonly string[]>): MarathonApp {
  return readApp(app, node.id, dependencies.get(node.id) ?? [], node.role, placeOf(node, ['id']));
}

function placeOf({ document, path }: TreeNode, below: readonly string[]): Place {
  const { file, line, column } = problemAt(document, [...path, ...below], { code: 'not-a-manifest', message: '' });
  return { file, line, column };
}

/** An app and a group cannot share an id, nor two apps; groups of several files with the same id are one. */
function reportDuplicates(nodes: readonly TreeNode[], problems: Problem[]): void {
  const first = new Map<string, TreeNode>();
  for (const node of nodes) {
    const other = first.get(node.id);
    if (other === undefined || (other.app === null && node.app === null)) {
      first.set(node.id, other ?? node);
      continue;
    }
    const path = node.app === null ? node.path : [...node.path, 'id'];
    const { file, line } = placeOf(other, other.app === null ? [] : ['id']);
    const what = node.app === null || other.app === null ? 'an app and a group' : 'a second app';
    problems.push(
      problemAt(node.document, path, {
        code: 'duplicate-object',
        message: `${what} \`${node.id}\`; the first is at ${file}:${line}`,
        hint: 'rename one of the two',
      }),
    );
  }
}

function nothingToRun(documents: readonly SourceDocument[]): Problem {
  const message = 'no app is in the entry';
  const hint = 'add an app or a group with apps, as `/v2/apps` and `/v2/groups` take them';
  const [first] = documents;
  if (first === undefined) return { code: 'empty-entry', severity: 'error', message, hint, file: '', line: 1, column: 1 };
  return problemAt(first, [], { code: 'empty-entry', message, hint });
}

/** Weights and quota of a role that nothing runs in keep resources from everybody else. */
function rolesWithoutApps({ quotas }: MasterSettings, apps: readonly MarathonApp[]): readonly Problem[] {
  const used = new Set(apps.map((app) => app.role.split('/')[0]));
  return quotas
    .filter(({ role, guarantees }) => !used.has(role) && Object.values(guarantees).some((amount) => amount > 0))
    .map(({ role, place }) => ({
      code: 'unknown-role',
      severity: 'warning' as const,
      message: `no app has the role \`${role}\`: what is guaranteed to it is kept from all others`,
      hint: `give a group \`"id": "/${role}", "enforceRole": true\``,
      ...place,
    }));
}

function usesOf(nodes: readonly TreeNode[]): readonly AppUse[] {
  const uses = new Map<string, AppUse>();
  for (const node of nodes) {
    if (node.app === null) continue;
    const { image } = node.app.container.docker;
    const app = image.replace(/^regatta\//, '').replace(/:.*$/, '');
    if (!uses.has(app)) uses.set(app, { app, image, ...placeOf(node, ['container', 'docker', 'image']) });
  }
  return [...uses.values()].sort((a, b) => (a.app < b.app ? -1 : 1));
}
