import type { KubernetesObject } from '#core/entry';
import { WORK_PORT } from '../programs/plan.js';
import { adaptPod, type Fields, isFields, PROBES } from './adapt-pod.js';

/** A workload of the entry that runs an application. */
export interface Runner {
  /** As `kubectl` names it: `deployment/web`. */
  readonly resource: string;
  readonly namespace: string;
  readonly app: string;
  readonly container: string;
  readonly scales: boolean;
}

/** What the entry has for an application that gets its work by jobs: they are made from it. */
export interface JobPattern {
  readonly namespace: string;
  readonly app: string;
  /** Of a Job's spec: what the team wrote of it, and the template of its pods. */
  readonly spec: Fields;
  /** How many pods of a job it lets run at once; null: as many as the job wants. */
  readonly parallelism: number | null;
}

export interface AdaptedManifests {
  /** A List, as JSON. */
  readonly text: string;
  /** By application; the last one that the entry has. */
  readonly patterns: ReadonlyMap<string, JobPattern>;
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
 * Workloads of an application that gets its work by jobs are not applied: they say what the jobs are made from.
 */
export function adaptManifests(objects: readonly KubernetesObject[], batchApps: ReadonlySet<string> = new Set()): AdaptedManifests {
  const written = (JSON.parse(JSON.stringify(objects)) as Fields[]).filter(({ kind }) => kind !== 'KubeSchedulerConfiguration');
  const items: Fields[] = [];
  const changes: string[] = [];
  const runners: Runner[] = [];
  const patterns = new Map<string, JobPattern>();
  const templates: { readonly namespace: string; readonly app: string; readonly labels: Fields }[] = [];
  for (const item of written) {
    items.push(item);
    const unmeasured = unmeasuredOf(item);
    if (unmeasured.length > 0)
      changes.push(`horizontalpodautoscaler/${nameOf(item)}: nothing in the sandbox measures metrics of the kind ${unmeasured.join(', ')}`);
    const template = templateOf(item);
    if (template === null || !isFields(template['spec'])) continue;
    const place = `${String(item['kind']).toLowerCase()}/${nameOf(item)}`;
    const main = adaptPod(template['spec'], place, changes);
    if (main === null) continue;
    if (batchApps.has(main.app) && item['kind'] !== 'Pod') {
      items.pop();
      patterns.set(main.app, patternOf(item, template, main.app));
      changes.push(`${place}: starts nothing by itself, jobs are made from it`);
      continue;
    }
    runners.push({ resource: place, namespace: namespaceOf(item), app: main.app, container: main.container, scales: SCALABLE.includes(String(item['kind'])) });
    const { labels } = isFields(template['metadata']) ? template['metadata'] : {};
    templates.push({ namespace: namespaceOf(item), app: main.app, labels: isFields(labels) ? labels : {} });
  }
  const [twins, dnsNames] = headlessTwins(items, templates);
  const namespaces = new Set([...items.map(namespaceOf), ...twins.map(namespaceOf)]);
  const given = new Set(items.filter(({ kind }) => kind === 'Namespace').map(nameOf));
  const missing = [...namespaces].filter((name) => name !== 'default' && !given.has(name));
  const made = missing.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  return { text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...made, ...items, ...twins] }), patterns, runners, dnsNames, changes };
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

const at = (fields: Fields, ...names: readonly string[]): Fields => names.reduce((inner: Fields, name) => (isFields(inner[name]) ? inner[name] : {}), fields);

function templateOf(item: Fields): Fields | null {
  if (item['kind'] === 'Pod') return item;
  const { template } = item['kind'] === 'CronJob' ? at(item, 'spec', 'jobTemplate', 'spec') : at(item, 'spec');
  return isFields(template) ? template : null;
}

/** A Job's and a CronJob's own rules count; of a Deployment how many pods it wants, as the simulated control plane takes it. */
function patternOf(item: Fields, template: Fields, app: string): JobPattern {
  const { kind } = item;
  const { selector: _, manualSelector: __, ...rules } = kind === 'Job' ? at(item, 'spec') : kind === 'CronJob' ? at(item, 'spec', 'jobTemplate', 'spec') : {};
  const parallelism = kind === 'Deployment' ? (at(item, 'spec')['replicas'] ?? 1) : rules['parallelism'];
  const pod = at(template, 'spec');
  // What works off items answers nobody.
  for (const container of Array.isArray(pod['containers']) ? pod['containers'].filter(isFields) : []) for (const probe of PROBES) delete container[probe];
  return { namespace: namespaceOf(item), app, spec: { ...rules, template }, parallelism: typeof parallelism === 'number' ? parallelism : null };
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
