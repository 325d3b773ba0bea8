import type { KubernetesObject } from '#core/entry';
import { WORK_PORT } from '../programs/plan.js';
import { adaptPod, type Fields, isFields } from './adapt-pod.js';

/** A workload of the entry that runs an application. */
export interface Runner {
  /** As `kubectl` names it: `deployment/web`. */
  readonly resource: string;
  readonly namespace: string;
  readonly app: string;
  readonly container: string;
  readonly scales: boolean;
}

export interface AdaptedManifests {
  /** A List, as JSON. */
  readonly text: string;
  readonly runners: readonly Runner[];
  /** Name under which clients find the replicas of an application: of a headless Service beside the entry's own. */
  readonly dnsNames: Readonly<Record<string, string>>;
  /** What was changed, in words: part of the run's log. */
  readonly changes: readonly string[];
}

const SCALABLE = ['Deployment', 'StatefulSet', 'ReplicaSet'];

/**
 * Manifests as a sandbox can take them. Everything that decides is left as the team wrote it. The one program that every image
 * holds answers health checks at its own port, so probes keep their rhythm and ask there; and clients balance by themselves, as
 * the scenario says, so each application with a Service gets a headless one beside it that resolves to the same pods.
 */
export function adaptManifests(objects: readonly KubernetesObject[]): AdaptedManifests {
  const items = (JSON.parse(JSON.stringify(objects)) as Fields[]).filter(({ kind }) => kind !== 'KubeSchedulerConfiguration');
  const changes: string[] = [];
  const runners: Runner[] = [];
  const templates: { readonly namespace: string; readonly app: string; readonly labels: Fields }[] = [];
  for (const item of items) {
    const unmeasured = unmeasuredOf(item);
    if (unmeasured.length > 0)
      changes.push(`horizontalpodautoscaler/${nameOf(item)}: nothing in the sandbox measures metrics of the kind ${unmeasured.join(', ')}`);
    const template = templateOf(item);
    if (template === null || !isFields(template['spec'])) continue;
    const place = `${String(item['kind']).toLowerCase()}/${nameOf(item)}`;
    const main = adaptPod(template['spec'], place, changes);
    if (main === null) continue;
    runners.push({ resource: place, namespace: namespaceOf(item), app: main.app, container: main.container, scales: SCALABLE.includes(String(item['kind'])) });
    const { labels } = isFields(template['metadata']) ? template['metadata'] : {};
    templates.push({ namespace: namespaceOf(item), app: main.app, labels: isFields(labels) ? labels : {} });
  }
  const [twins, dnsNames] = headlessTwins(items, templates);
  const namespaces = new Set([...items.map(namespaceOf), ...twins.map(namespaceOf)]);
  const given = new Set(items.filter(({ kind }) => kind === 'Namespace').map(nameOf));
  const missing = [...namespaces].filter((name) => name !== 'default' && !given.has(name));
  const made = missing.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  return { text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...made, ...items, ...twins] }), runners, dnsNames, changes };
}

/** CPU and memory are what the sandbox's metrics server knows. */
const MEASURED = ['Resource', 'ContainerResource'];

function unmeasuredOf(item: Fields): readonly string[] {
  const metrics = item['kind'] === 'HorizontalPodAutoscaler' && isFields(item['spec']) ? item['spec']['metrics'] : undefined;
  const kinds = Array.isArray(metrics) ? metrics.filter(isFields).map(({ type }) => String(type)) : [];
  return [...new Set(kinds)].filter((kind) => !MEASURED.includes(kind));
}

const nameOf = (item: Fields): string => String(isFields(item['metadata']) ? item['metadata']['name'] : '');
const namespaceOf = (item: Fields): string => String((isFields(item['metadata']) ? item['metadata']['namespace'] : undefined) ?? 'default');

function templateOf(item: Fields): Fields | null {
  if (item['kind'] === 'Pod') return item;
  const spec = isFields(item['spec']) ? item['spec'] : {};
  return isFields(spec['template']) ? spec['template'] : null;
}

function headlessTwins(
  items: readonly Fields[],
  templates: readonly { readonly namespace: string; readonly app: string; readonly labels: Fields }[],
): [readonly Fields[], Readonly<Record<string, string>>] {
  const twins: Fields[] = [];
  const names: Record<string, string> = {};
  for (const item of items) {
    const spec = isFields(item['spec']) ? item['spec'] : {};
    const selector = isFields(spec['selector']) ? Object.entries(spec['selector']) : [];
    if (item['kind'] !== 'Service' || selector.length === 0) continue;
    const namespace = namespaceOf(item);
    for (const { app } of templates.filter((one) => one.namespace === namespace && selector.every(([key, value]) => one.labels[key] === value))) {
      if (app in names) continue;
      const name = `regatta-${app}`;
      names[app] = `${name}.${namespace}.svc.cluster.local`;
      const unready = spec['publishNotReadyAddresses'] === true ? { publishNotReadyAddresses: true } : {};
      twins.push({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { clusterIP: 'None', selector: spec['selector'], ports: [{ name: 'work', port: WORK_PORT }], ...unready },
      });
    }
  }
  return [twins, names];
}
