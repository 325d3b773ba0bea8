import type { Backoff, PodToRun, Probe, Resources, RestartRule } from '#core/cluster';
import { sha256Hex } from '#core/digest';
import { canonicalJson } from '#core/digest';
import { SECOND } from '#core/units';
import type { Container, PodSpec, PodTemplateSpec, Probe as ContainerProbe, Toleration } from 'kubernetes-types/core/v1';
import type { Labels } from './label-selector.js';
import { type Asked, askedAtPodLevel, askedByContainers, podLimit, podResources, withDefaultedRequests } from './pod-resources.js';

/** A pod template after admission, with everything its pods have in common worked out once. */
export interface PodTemplate {
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec;
  readonly app: string;
  readonly image: string;
  /** The container that is the application: what a pod uses, this one uses. */
  readonly mainContainer: string;
  readonly requests: Resources;
  /** What utilization is measured against. */
  readonly asked: { readonly podLevel: Asked | null; readonly containers: readonly Asked[] };
  readonly priority: number;
  readonly deletionCost: number;
  readonly run: Omit<PodToRun, 'id' | 'name' | 'owner' | 'work'>;
  /** Ten letters that change when the template changes. */
  readonly hash: string;
}

/** What priority classes say of a pod. */
export type PriorityOf = (className: string | undefined) => { readonly priority: number; readonly preemptionPolicy: string };

const IMAGE = /^(?:.*\/)?regatta\/([a-z0-9._-]+?)(?::[^/]*)?(?:@.*)?$/;
const CRASH_BACKOFF: Backoff = { firstUs: 10 * SECOND, factor: 2, maxUs: 300 * SECOND, resetAfterUs: 600 * SECOND };
const PULL_BACKOFF: Backoff = { firstUs: 10 * SECOND, factor: 2, maxUs: 300 * SECOND, resetAfterUs: 600 * SECOND };
const RESTART_POLICY: Readonly<Record<string, RestartRule['policy']>> = { Always: 'always', OnFailure: 'on-failure', Never: 'never' };
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** `regatta/web:2` is the application `web`; null for an image that is no application. */
export const appOfImage = (image: string | undefined): string | null => IMAGE.exec(image ?? '')?.[1] ?? null;

const mainContainer = (spec: PodSpec): Container | undefined => spec.containers.find((c) => appOfImage(c.image) !== null) ?? spec.containers[0];

function probe(probe: ContainerProbe | undefined): Probe | null {
  if (probe === undefined) return null;
  return {
    initialDelayUs: (probe.initialDelaySeconds ?? 0) * SECOND,
    periodUs: (probe.periodSeconds ?? 10) * SECOND,
    timeoutUs: (probe.timeoutSeconds ?? 1) * SECOND,
    failureThreshold: probe.failureThreshold ?? 3,
    successThreshold: probe.successThreshold ?? 1,
  };
}

/** A preStop hook that sleeps, written either way. */
function preStopUs(container: Container | undefined): number {
  const hook = container?.lifecycle?.preStop as { sleep?: { seconds: number }; exec?: { command?: string[] } } | undefined;
  const seconds = hook?.sleep?.seconds ?? Number(/^(?:.*\s)?sleep (\d+)s?$/.exec(hook?.exec?.command?.join(' ') ?? '')?.[1] ?? 0);
  return seconds * SECOND;
}

const DEFAULT_TOLERATION_KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** The DefaultTolerationSeconds admission plugin: 300 s for both, unless the pod says something about them. */
function withDefaultTolerations(tolerations: readonly Toleration[]): Toleration[] {
  const says = (key: string) => tolerations.some((t) => (t.key === key || !t.key) && (!t.effect || t.effect === 'NoExecute'));
  const missing = DEFAULT_TOLERATION_KEYS.filter((key) => !says(key));
  return [...tolerations, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }) as Toleration)];
}

function admitted(spec: PodSpec, priorityOf: PriorityOf): PodSpec {
  const { priority, preemptionPolicy } = priorityOf(spec.priorityClassName);
  return {
    ...spec,
    containers: spec.containers.map(withDefaultedRequests),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withDefaultedRequests) }),
    restartPolicy: spec.restartPolicy ?? 'Always',
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    priority: spec.priority ?? priority,
    preemptionPolicy: spec.preemptionPolicy ?? preemptionPolicy,
    tolerations: withDefaultTolerations(spec.tolerations ?? []),
  } as PodSpec;
}

function templateHash(template: PodTemplateSpec): string {
  const digest = sha256Hex(canonicalJson(template));
  return Array.from({ length: 10 }, (_, i) => ALPHABET[Number.parseInt(digest.slice(i * 2, i * 2 + 2), 16) % ALPHABET.length]).join('');
}

export function admitTemplate(namespace: string, template: PodTemplateSpec, priorityOf: PriorityOf): PodTemplate {
  const spec = admitted(template.spec ?? { containers: [] }, priorityOf);
  const main = mainContainer(spec);
  const image = main?.image ?? '';
  const app = appOfImage(image) ?? '';
  const requests = podResources(spec);
  const annotations = template.metadata?.annotations ?? {};
  return {
    namespace,
    labels: template.metadata?.labels ?? {},
    annotations,
    spec,
    app,
    image,
    mainContainer: main?.name ?? '',
    requests,
    asked: { podLevel: askedAtPodLevel(spec), containers: askedByContainers(spec) },
    priority: spec.priority ?? 0,
    deletionCost: Number(annotations['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
    run: {
      app,
      image,
      requests,
      cpuLimitMilli: podLimit(spec, 'cpu'),
      memoryLimitBytes: podLimit(spec, 'memory'),
      restart: { policy: RESTART_POLICY[spec.restartPolicy ?? 'Always'] ?? 'always', backoff: CRASH_BACKOFF },
      pullBackoff: PULL_BACKOFF,
      startup: probe(main?.startupProbe),
      readiness: probe(main?.readinessProbe),
      liveness: probe(main?.livenessProbe),
      graceUs: (spec.terminationGracePeriodSeconds ?? 30) * SECOND,
      preStopUs: preStopUs(main),
    },
    hash: templateHash(template),
  };
}

/** The template with the application's new image in every container that runs it; the same object when none does. */
export function releaseImage(template: PodTemplateSpec, app: string, image: string): PodTemplateSpec {
  const spec = template.spec;
  if (spec === undefined || !spec.containers.some((c) => appOfImage(c.image) === app && c.image !== image)) return template;
  return { ...template, spec: { ...spec, containers: spec.containers.map((c) => (appOfImage(c.image) === app ? { ...c, image } : c)) } };
}
