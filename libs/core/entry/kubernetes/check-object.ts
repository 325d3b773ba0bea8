import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import type { KubernetesObject } from '../entry.js';
import { checkShape } from '../shape/check-shape.js';
import { type Finding, problemAt, shown, type SourceDocument } from '../source/source-document.js';
import type { CheckedObject } from './checked-object.js';
import { argsOf } from './kinds/scheduler-configuration.js';
import { KIND_NAMES, kindOf, SCHEDULER_CONFIGURATION, wholeShape } from './kind-table.js';

type Step = string | number;
type Data = Readonly<Record<string, unknown>>;

/** Checks one document: an object, or the objects of a List. Problems go to `problems`; what could be read is returned. */
export function checkDocument(document: SourceDocument, problems: Problem[]): readonly CheckedObject[] {
  return checkAt(document, document.data, [], problems);
}

function checkAt(document: SourceDocument, data: unknown, root: readonly Step[], problems: Problem[]): readonly CheckedObject[] {
  const say = (path: readonly Step[], finding: Finding, what?: 'key') => void problems.push(problemAt(document, [...root, ...path], finding, what));
  if (!isMap(data) || typeof data['kind'] !== 'string') {
    say([], { code: 'not-a-manifest', message: 'there is no `kind`: this is no Kubernetes object' });
    return [];
  }
  const kind = data['kind'];
  if (kind === 'List') return checkList(document, data, root, problems);
  const known = kindOf(kind);
  if (known === undefined) {
    say(['kind'], { code: 'unknown-kind', message: `\`${shown(kind)}\` is not understood`, hint: kindHint(kind) });
    return [];
  }
  if (data['apiVersion'] !== known.apiVersion) {
    const written = data['apiVersion'] === undefined ? 'no `apiVersion`' : `\`${shown(data['apiVersion'])}\``;
    say(['apiVersion'], {
      code: 'wrong-api-version',
      message: `${written}: ${kind} is of ${known.apiVersion}`,
      hint: `write \`apiVersion: ${known.apiVersion}\``,
    });
    return [];
  }
  const before = problems.length;
  const clean = checkShape(document, data, wholeShape(known), problems, root) as KubernetesObject;
  if (kind === SCHEDULER_CONFIGURATION) checkPluginArgs(document, data, root, problems);
  if (problems.length > before) return [];
  const { name = '', namespace = 'default' } = (clean.metadata ?? {}) as { name?: string; namespace?: string };
  return [{ kind, name, namespace: known.clusterWide ? '' : namespace, data: clean, document, root }];
}

function checkList(document: SourceDocument, data: Data, root: readonly Step[], problems: Problem[]): readonly CheckedObject[] {
  const { items } = data;
  if (Array.isArray(items) && root.length === 0) return items.flatMap((item, index) => checkAt(document, item, ['items', index], problems));
  const message = root.length > 0 ? 'a List may not be within a List' : '`items` must be a list of objects';
  problems.push(problemAt(document, [...root, 'items'], { code: 'wrong-type', message }));
  return [];
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
