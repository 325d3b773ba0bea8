import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import type { KubernetesObject } from '../entry.js';
import { checkShape } from '../shape/check-shape.js';
import { type Finding, problemAt, shown, type SourceDocument } from '../source/source-document.js';
import type { CheckedObject } from './checked-object.js';
import { argsOf } from './kinds/scheduler-plugin-args.js';
import { type Kind, KIND_NAMES, kindOf, SCHEDULER_CONFIGURATION, wholeShape } from './kind-table.js';

type Step = string | number;
type Data = Readonly<Record<string, unknown>>;

/** Which kinds are read, and how. */
export interface Dialect {
  readonly kindOf: (name: string) => Kind | undefined;
  /** What to do about a kind that is not read; null: it is passed over in silence. */
  readonly otherwise: (name: string) => string | null;
  /** A document may be a bare list of objects. */
  readonly lists?: true;
}

const ENTRY: Dialect = { kindOf, otherwise: kindHint };

/** Checks one document: an object, or the objects of a List. Problems go to `problems`; what could be read is returned. */
export function checkDocument(document: SourceDocument, problems: Problem[], dialect: Dialect = ENTRY): readonly CheckedObject[] {
  const check = new DocumentCheck(document, problems, dialect);
  const { data } = document;
  return dialect.lists && Array.isArray(data) ? data.flatMap((one, index) => check.at(one, [index])) : check.at(data, []);
}

/** `PodList` and the like, as the API server answers: items may leave out what the list says. */
function itemType({ kind, apiVersion }: Data): Data {
  return kind === 'List' ? {} : { kind: String(kind).slice(0, -'List'.length), apiVersion };
}

class DocumentCheck {
  constructor(
    private readonly document: SourceDocument,
    private readonly problems: Problem[],
    private readonly dialect: Dialect,
  ) {}

  at(given: unknown, root: readonly Step[], type: Data = {}): readonly CheckedObject[] {
    const { document, problems } = this;
    const data = isMap(given) && given['kind'] === undefined ? { ...given, ...type } : given;
    const say = (path: readonly Step[], finding: Finding): readonly CheckedObject[] => {
      problems.push(problemAt(document, [...root, ...path], finding));
      return [];
    };
    if (!isMap(data) || typeof data['kind'] !== 'string')
      return say([], { code: 'not-a-manifest', message: 'there is no `kind`: this is no Kubernetes object' });
    const kind = data['kind'];
    if (kind === 'List' || (kind.endsWith('List') && Array.isArray(data['items']))) return this.list(data, root);
    const known = this.dialect.kindOf(kind);
    if (known === undefined) {
      const hint = this.dialect.otherwise(kind);
      return hint === null ? [] : say(['kind'], { code: 'unknown-kind', message: `\`${shown(kind)}\` is not understood`, hint });
    }
    if (data['apiVersion'] !== known.apiVersion) {
      const written = data['apiVersion'] === undefined ? 'no `apiVersion`' : `\`${shown(data['apiVersion'])}\``;
      const hint = `write \`apiVersion: ${known.apiVersion}\``;
      return say(['apiVersion'], { code: 'wrong-api-version', message: `${written}: ${kind} is of ${known.apiVersion}`, hint });
    }
    return this.object(data, kind, known, root);
  }

  private object(data: unknown, kind: string, known: Kind, root: readonly Step[]): readonly CheckedObject[] {
    const { document, problems } = this;
    const before = problems.length;
    const clean = checkShape(document, data, wholeShape(known), problems, root) as KubernetesObject;
    if (kind === SCHEDULER_CONFIGURATION) checkPluginArgs(document, data as Data, root, problems);
    if (problems.length > before) return [];
    const { name = '', namespace = 'default' } = (clean.metadata ?? {}) as { name?: string; namespace?: string };
    return [{ kind, name, namespace: known.clusterWide ? '' : namespace, data: clean, document, root }];
  }

  private list(data: Data, root: readonly Step[]): readonly CheckedObject[] {
    const { items } = data;
    if (Array.isArray(items) && root.length === 0) return items.flatMap((item, index) => this.at(item, ['items', index], itemType(data)));
    const message = root.length > 0 ? 'a List may not be within a List' : '`items` must be a list of objects';
    this.problems.push(problemAt(this.document, [...root, 'items'], { code: 'wrong-type', message }));
    return [];
  }
}

/** Arguments have a shape for each plugin, so they are looked at once the name is known. */
function checkPluginArgs(document: SourceDocument, data: Data, root: readonly Step[], problems: Problem[]): void {
  const profiles = Array.isArray(data['profiles']) ? data['profiles'] : [];
  for (const [index, profile] of profiles.entries()) {
    const configs = isMap(profile) && Array.isArray(profile['pluginConfig']) ? profile['pluginConfig'] : [];
    for (const [place, config] of configs.entries()) {
      const shape = isMap(config) ? argsOf(String(config['name'])) : null;
      if (shape !== null && isMap(config) && config['args'] !== undefined && config['args'] !== null)
        checkShape(document, config['args'], shape, problems, [...root, 'profiles', index, 'pluginConfig', place, 'args']);
    }
  }
}

const INSTEAD: Readonly<Record<string, string>> = {
  ReplicationController: 'write a Deployment',
  Secret: 'leave it out: applications read no secrets',
  Ingress: 'leave it out: the load comes to the Services',
  PersistentVolumeClaim: 'use `emptyDir: {}` volumes',
  ServiceAccount: 'leave it out: applications do not talk to the API server',
  NetworkPolicy: 'leave it out',
  Kustomization: 'hand in what `kubectl kustomize` prints',
};

function kindHint(kind: string): string {
  const instead = INSTEAD[kind];
  if (instead !== undefined) return instead;
  const meant = nearest(kind, KIND_NAMES);
  return meant === undefined ? `one of: ${KIND_NAMES.join(', ')}` : `did you mean \`${meant}\`?`;
}

const isMap = (value: unknown): value is Data => value !== null && typeof value === 'object' && !Array.isArray(value);
