import type { Problem } from '#core/problem';
import { nearest, type Scenario } from '#core/scenario';
import type { Service } from 'kubernetes-types/core/v1';
import type { AppUse, Entry, KubernetesEntry, MesosEntry, SwarmEntry } from './entry.js';
import { checkMesosAgainst } from './mesos/check-mesos-against.js';
import { checkSwarmAgainst } from './swarm/check-swarm-against.js';
import type { EntryProblemCode } from './problem-codes.js';

type Target = Pick<Scenario, 'applications' | 'cluster' | 'packing'>;

/** What is wrong with running this entry on that scenario: errors, and warnings about what it leaves undone. */
export function checkEntryAgainst(entry: Entry, scenario: Target): readonly Problem[] {
  if (entry.division === 'scheduler') return entry.workloads === null ? [] : checkEntryAgainst(entry.workloads, scenario);
  const known = scenario.applications.map((application) => application.name);
  const used = new Set(entry.apps.map((use) => use.app));
  const unknown = entry.apps.filter((use) => !known.includes(use.app)).map((use) => unknownApp(use, known));
  // Pods of a packing scenario come with it.
  const submitted = new Set(scenario.packing?.shapes.map((shape) => shape.app));
  const notRun = known.filter((app) => !used.has(app) && !submitted.has(app)).map((app) => ({ app }));
  return [
    ...unknown,
    ...notRun.map(({ app }) => warning(entry, 'app-not-run', `nothing in the entry runs \`${app}\`: its requests will all fail`, `run \`regatta/${app}\``)),
    ...inItsDialect(entry, scenario, used),
  ];
}

function inItsDialect(entry: KubernetesEntry | SwarmEntry | MesosEntry, { applications, cluster }: Target, used: ReadonlySet<string>): readonly Problem[] {
  if (entry.division === 'mesos') return checkMesosAgainst(entry, cluster);
  if (entry.division === 'swarm') return checkSwarmAgainst(entry, cluster);
  const services = applications.filter((application) => application.kind === 'service' && used.has(application.name));
  return services.filter(({ name }) => !isServed(entry, name)).map(({ name }) => missingService(entry, name));
}

function unknownApp({ app, image, file, line, column }: AppUse, known: readonly string[]): Problem {
  const meant = nearest(app, known);
  const hint = meant === undefined ? `applications: ${known.join(', ')}` : `did you mean \`regatta/${meant}\`?`;
  const code: EntryProblemCode = 'unknown-app';
  return { code, severity: 'error', message: `the scenario has no application for \`${image}\``, hint, file, line, column };
}

function warning(entry: Entry, code: EntryProblemCode, message: string, hint: string): Problem {
  return { code, severity: 'warning', message, hint, file: entry.files[0]?.path ?? '', line: 1, column: 1 };
}

function missingService(entry: KubernetesEntry, app: string): Problem {
  const { file = '', line = 1, column = 1 } = entry.apps.find((use) => use.app === app) ?? {};
  const problem = warning(
    entry,
    'service-missing',
    `no Service selects the pods of \`${app}\`: no request will reach them`,
    'add a Service with their labels as its selector',
  );
  return { ...problem, file, line, column };
}

interface Labelled {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

function isServed(entry: KubernetesEntry, app: string): boolean {
  const pods = podsRunning(entry, app);
  return entry.objects.some((object) => {
    if (object.kind !== 'Service') return false;
    const selector = Object.entries((object as Service).spec?.selector ?? {});
    const namespace = object.metadata?.namespace ?? 'default';
    return selector.length > 0 && pods.some((pod) => pod.namespace === namespace && selector.every(([key, value]) => pod.labels[key] === value));
  });
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
}

function podsRunning(entry: KubernetesEntry, app: string): readonly Labelled[] {
  return entry.objects.flatMap((object) => {
    const spec = (object as { spec?: { template?: Template; jobTemplate?: { spec?: { template?: Template } } } }).spec;
    const template = object.kind === 'Pod' ? (object as Template) : (spec?.template ?? spec?.jobTemplate?.spec?.template);
    const runs = template?.spec?.containers?.some((container) => container.image?.replace(/:.*$/, '') === `regatta/${app}`) ?? false;
    return runs ? [{ namespace: object.metadata?.namespace ?? 'default', labels: template?.metadata?.labels ?? {} }] : [];
  });
}
