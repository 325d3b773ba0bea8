import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import type { EntryFile } from '../../entry.js';
import { separateJson } from '../../kubernetes/snapshot/separate-json.js';
import { MAX_PROBLEMS, SNAPSHOT_LIMITS } from '../../limits.js';
import { CONTAINER_POLICY } from '../../policy/container-policy.js';
import { checkShape } from '../../shape/check-shape.js';
import { readDocuments } from '../../source/read-documents.js';
import { type Path, problemAt, shown, type SourceDocument } from '../../source/source-document.js';
import { readStack } from '../read-stack.js';
import { isMap } from '../stack-source.js';
import type { SwarmService } from '../swarm-service.js';
import { nodeOfApi, nodeOfShort, type ShortNode, type ShortTask, taskOfApi, taskOfShort, type UnplacedTask } from './read-cluster.js';
import { type ApiNode, type ApiService, type ApiTask, shortNode, shortTask } from './snapshot-fields.js';
import type { SwarmSnapshot, SwarmSnapshotNode } from './swarm-snapshot.js';

type Data = Readonly<Record<string, unknown>>;

const isApiNode = (value: unknown): value is ApiNode => isMap(value) && isMap(value['Spec']) && ('Availability' in value['Spec'] || 'Description' in value);
const isApiTask = (value: unknown): value is ApiTask => isMap(value) && 'ServiceID' in value;
const isApiService = (value: unknown): value is ApiService =>
  isMap(value) && isMap(value['Spec']) && 'Name' in value['Spec'] && 'ID' in value && !isApiNode(value);

const hasNodes = ({ data }: SourceDocument): boolean =>
  (isMap(data) && Array.isArray(data['nodes']) && !('kind' in data)) || (Array.isArray(data) ? data : [data]).some(isApiNode);

/** Whether a text is a picture of a Swarm; what is wrong with it is told when it is read. */
export function isSwarmSnapshot({ path, text }: EntryFile): boolean {
  if (!/\b(nodes["']?\s*:|Availability["']?\s*:)/.test(text)) return false;
  return separateJson(text).some((one) => readDocuments({ path, text: one }, SNAPSHOT_LIMITS).documents.some(hasNodes));
}

/**
 * Reads nodes, tasks and a stack file, in one document or several: written by hand (`nodes`, `tasks`, `services`), or what `docker node
 * inspect`, `docker inspect --type task` and `docker service inspect` print. Or every problem at its place.
 */
export function parseSwarmSnapshot({ path, text }: EntryFile): Outcome<SwarmSnapshot> {
  const reads = separateJson(text).map((one) => readDocuments({ path, text: one }, SNAPSHOT_LIMITS));
  const reader = new SnapshotReader(
    path,
    reads.flatMap((read) => read.problems),
  );
  for (const document of reads.flatMap((read) => read.documents)) reader.read(document);
  return reader.outcome();
}

/** Real stacks have images of their own and reach for what a contest forbids: no matter for their placement. */
const NO_MATTER = new Set<string>([
  ...Object.values(CONTAINER_POLICY).map((rule) => rule.code),
  'external-object',
  'missing-file',
  'ignored-field',
  'no-health-test',
]);

class SnapshotReader {
  private readonly nodes: SwarmSnapshotNode[] = [];
  private readonly tasks: { readonly task: UnplacedTask; readonly document: SourceDocument; readonly path: Path }[] = [];
  private readonly services: SwarmService[] = [];
  private readonly names = new Map<string, string>();
  private hasStack = false;

  constructor(
    private readonly file: string,
    private readonly problems: Problem[],
  ) {}

  read(document: SourceDocument): void {
    const { data } = document;
    if (Array.isArray(data) || isApiNode(data) || isApiTask(data) || isApiService(data)) {
      for (const [index, one] of (Array.isArray(data) ? data : [data]).entries()) this.apiObject(document, one, Array.isArray(data) ? [index] : []);
      return;
    }
    if (!isMap(data)) {
      this.problems.push(
        problemAt(document, [], { code: 'not-a-manifest', message: 'this is no part of a snapshot', hint: 'write `nodes`, `tasks` and a stack file' }),
      );
      return;
    }
    for (const field of ['nodes', 'tasks'] as const) this.list(document, field, data[field]);
    const { nodes: _nodes, tasks: _tasks, stack, ...rest } = data;
    if (stack !== undefined && isMap(stack)) this.stack({ ...document, data: stack });
    else if (stack !== undefined)
      this.problems.push(
        problemAt(document, ['stack'], { code: 'wrong-type', message: '`stack` must be a stack file', hint: 'write its `services` below it' }),
      );
    if (Object.keys(rest).length > 0) this.stack(under(document, rest));
  }

  outcome(): Outcome<SwarmSnapshot> {
    const { problems, nodes, services } = this;
    const whole = (message: string, hint: string): void =>
      void problems.push({ code: 'missing-field', severity: 'error', message, hint, file: this.file, line: 1, column: 1 });
    if (problems.length === 0 && nodes.length === 0) whole('there is no node in the snapshot', 'write `nodes`, or what `docker node inspect` prints');
    if (problems.length === 0 && !this.hasStack) whole('there is no stack file in the snapshot', 'add the `services` whose tasks are to be placed');
    this.twice();
    const tasks = this.tasks.flatMap(({ task, document, path }) => {
      const node = nodes.find((one) => one.id === task.node || one.hostname === task.node);
      if (node === undefined && nodes.length > 0 && task.node !== '')
        problems.push(problemAt(document, [...path, 'node'], { code: 'unknown-node', message: `the snapshot has no node \`${shown(task.node)}\`` }));
      return node === undefined ? [] : [{ ...task, node: node.id, service: this.nameOf(task.service) }];
    });
    const errors = problems.filter((problem) => problem.severity === 'error');
    return errors.length > 0 ? refused(problems.slice(0, MAX_PROBLEMS)) : accepted({ nodes, tasks, services }, problems);
  }

  /** An id as its service's name; `shop_web` as `web` of the stack. */
  private nameOf(service: string): string {
    const name = this.names.get(service) ?? service;
    const known = (one: string) => this.services.some((other) => other.name === one);
    const short = name.slice(name.indexOf('_') + 1);
    return !known(name) && known(short) ? short : name;
  }

  private twice(): void {
    const seen = new Set<string>();
    for (const { id } of this.nodes) {
      if (seen.has(id))
        this.problems.push({ code: 'duplicate-item', severity: 'error', message: `a second node \`${id}\``, file: this.file, line: 1, column: 1 });
      seen.add(id);
    }
  }

  private list(document: SourceDocument, field: 'nodes' | 'tasks', list: unknown): void {
    if (list === undefined || list === null) return;
    if (!Array.isArray(list)) {
      this.problems.push(problemAt(document, [field], { code: 'wrong-type', message: `\`${field}\` must be a list`, hint: 'begin each item with `- `' }));
      return;
    }
    for (const [index, one] of list.entries()) {
      const path = [field, index];
      if (isApiNode(one) || isApiTask(one)) this.apiObject(document, one, path);
      else if (field === 'nodes')
        this.short(document, one, path, shortNode, (clean) => this.nodes.push(nodeOfShort(clean as ShortNode, this.sayAt(document, path))));
      else this.short(document, one, path, shortTask, (clean) => this.task(document, path, taskOfShort(clean as ShortTask, this.sayAt(document, path))));
    }
  }

  private short(document: SourceDocument, value: unknown, path: Path, shape: typeof shortNode, then: (clean: unknown) => void): void {
    const before = this.problems.length;
    const clean = checkShape(document, value, shape, this.problems, path);
    if (this.problems.length === before) then(clean);
  }

  private sayAt(document: SourceDocument, path: Path) {
    return (field: string, message: string, hint: string): void =>
      void this.problems.push(problemAt(document, [...path, field], { code: 'invalid-quantity', message, hint }));
  }

  private apiObject(document: SourceDocument, one: unknown, path: Path): void {
    if (isApiNode(one)) this.nodes.push(nodeOfApi(one));
    else if (isApiTask(one)) this.task(document, path, taskOfApi(one));
    else if (isApiService(one)) this.names.set(one.ID ?? '', one.Spec?.Name ?? '');
    else
      this.problems.push(
        problemAt(document, path, { code: 'not-a-manifest', message: 'this is no node, task or service', hint: 'what `docker node inspect` prints' }),
      );
  }

  /** Tasks without a node are those that are to be placed: the stack says how many there are. */
  private task(document: SourceDocument, path: Path, task: UnplacedTask | null): void {
    if (task !== null) this.tasks.push({ task, document, path });
  }

  private stack(document: SourceDocument): void {
    this.hasStack = true;
    const found: Problem[] = [];
    this.services.push(...readStack(document, [], found));
    this.problems.push(...found.filter((problem) => !NO_MATTER.has(problem.code)));
  }
}

/** The document with only these of its fields, each still at its place. */
function under(document: SourceDocument, data: Data): SourceDocument {
  return { ...document, data, offsetsIn: (container) => document.offsetsIn(container === data ? (document.data as object) : container) };
}
