import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import { nearest } from '#core/scenario';
import type { EntryFile } from '../../entry.js';
import { MAX_PROBLEMS, SNAPSHOT_LIMITS } from '../../limits.js';
import { separateJson } from '../../kubernetes/snapshot/separate-json.js';
import { checkShape } from '../../shape/check-shape.js';
import { readDocuments } from '../../source/read-documents.js';
import { problemAt, type SourceDocument } from '../../source/source-document.js';
import type { MarathonApp } from '../marathon-app.js';
import { resolvePath } from '../path-id.js';
import { type CheckedApp, readApp } from '../read-app.js';
import { masterKind, type MasterSettings, readMaster } from '../read-master.js';
import type { MesosSnapshot, SnapshotAgent, SnapshotTask } from './mesos-snapshot.js';
import { type CheckedAgent, readAgent } from './read-agent.js';
import { snapshot, snapshotApp, snapshotGroup } from './snapshot-fields.js';

interface CheckedTask {
  readonly host: string;
  readonly appId?: string;
  readonly state?: string;
}
type SnapshotApp = Omit<CheckedApp, 'container'> & { readonly container?: CheckedApp['container']; readonly tasks?: readonly CheckedTask[] };
interface Group {
  readonly id?: string;
  readonly apps?: readonly SnapshotApp[];
  readonly groups?: readonly Group[];
  readonly enforceRole?: boolean;
}
type Whole = Group & { readonly agents?: readonly CheckedAgent[]; readonly slaves?: readonly CheckedAgent[]; readonly tasks?: readonly CheckedTask[] };

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object' && !Array.isArray(value);
/** A document with `agents`, or with `slaves` as the master calls them. */
const hasAgents = ({ data }: SourceDocument): boolean => isMap(data) && (Array.isArray(data['agents']) || Array.isArray(data['slaves']));

/** Whether a text is a picture of a Mesos cluster; what is wrong with it is told when it is read. */
export function isMesosSnapshot(file: EntryFile): boolean {
  // Pictures of other systems can be large: they are not read to find out what they are not.
  if (!/\b(agents|slaves)\b["']?\s*:/.test(file.text)) return false;
  return separateJson(file.text).some((text) => readDocuments({ path: file.path, text }, SNAPSHOT_LIMITS).documents.some(hasAgents));
}

/** Reads agents, apps (with or without their tasks), weights and quota, in one document or several; or every problem at its place. */
export function parseMesosSnapshot(file: EntryFile): Outcome<MesosSnapshot> {
  const reads = separateJson(file.text).map((text) => readDocuments({ path: file.path, text }, SNAPSHOT_LIMITS));
  const reader = new SnapshotReader(reads.flatMap(({ problems }) => problems));
  for (const document of reads.flatMap(({ documents }) => documents)) reader.read(document);
  return reader.outcome();
}

class SnapshotReader {
  private readonly agents: SnapshotAgent[] = [];
  private readonly apps: MarathonApp[] = [];
  private readonly tasks: { readonly task: SnapshotTask; readonly document: SourceDocument }[] = [];
  private readonly settings: MasterSettings = { weights: [], quotas: [] };

  constructor(private readonly problems: Problem[]) {}

  read(document: SourceDocument): void {
    const kind = masterKind(document);
    if (kind !== null) return readMaster(document, kind, this.settings, this.problems);
    const { data } = document;
    const before = this.problems.length;
    const isOne = isMap(data) && !hasAgents(document) && !('apps' in data) && !('groups' in data) && !('tasks' in data);
    if (Array.isArray(data) || isOne) {
      for (const [index, one] of (Array.isArray(data) ? data : [data]).entries()) {
        const clean = checkShape(document, one, snapshotApp, this.problems, Array.isArray(data) ? [index] : []) as SnapshotApp;
        if (this.problems.length === before) this.app(document, clean, '/', '*');
      }
      return;
    }
    const clean = checkShape(document, data, hasAgents(document) || (isMap(data) && 'tasks' in data) ? snapshot : snapshotGroup, this.problems) as Whole;
    if (this.problems.length > before) return;
    this.agents.push(...[...(clean.agents ?? []), ...(clean.slaves ?? [])].map(readAgent));
    this.group(document, clean, '/', '*');
    for (const task of clean.tasks ?? []) this.task(document, task, task.appId ?? '');
  }

  outcome(): Outcome<MesosSnapshot> {
    const hosts = this.agents.map((agent) => agent.hostname);
    for (const { task, document } of this.tasks) {
      if (hosts.includes(task.host)) continue;
      const meant = nearest(task.host, hosts);
      const hint = meant === undefined ? 'the task takes no part' : `did you mean \`${meant}\`?`;
      this.problems.push(
        problemAt(document, [], { code: 'unknown-target', severity: 'warning', message: `${task.app}: there is no agent \`${task.host}\``, hint }),
      );
    }
    const { agents, apps, settings } = this;
    if (this.problems.some((problem) => problem.severity === 'error')) return refused(this.problems.slice(0, MAX_PROBLEMS));
    return accepted({ agents, apps, tasks: this.tasks.map(({ task }) => task), ...settings }, this.problems);
  }

  private group(document: SourceDocument, group: Group, base: string, inherited: string): void {
    const id = resolvePath(group.id ?? '/', base);
    const role = group.enforceRole === true ? (id.split('/')[1] ?? '*') : inherited;
    for (const app of group.apps ?? []) this.app(document, app, id, role);
    for (const below of group.groups ?? []) this.group(document, below, id, role);
  }

  private app(document: SourceDocument, app: SnapshotApp, base: string, groupRole: string): void {
    const id = resolvePath(app.id, base);
    const { container } = app;
    const checked: CheckedApp = { ...app, container: { ...container, docker: { ...container?.docker, image: '' } } };
    const dependencies = (app.dependencies ?? []).map((one) => resolvePath(one, id));
    const { file, line, column } = problemAt(document, [], { code: 'not-a-manifest', message: '' });
    this.apps.push(readApp(checked, id, dependencies, app.role ?? groupRole, { file, line, column }));
    for (const task of app.tasks ?? []) this.task(document, task, id);
  }

  private task(document: SourceDocument, { host, state = 'TASK_RUNNING' }: CheckedTask, app: string): void {
    this.tasks.push({ task: { app: resolvePath(app, '/'), host, state }, document });
  }
}
