import type { CheckedObject } from './checked-object.js';
import type { LabelSelectorData } from './workload-rules.js';

/** What the pods of an object look like, and where their spec stands in it. */
export interface PodsOf {
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: {
    readonly containers: readonly { readonly image: string }[];
    readonly initContainers?: readonly { readonly image: string }[];
    readonly priorityClassName?: string;
    readonly schedulerName?: string;
  };
  readonly path: readonly (string | number)[];
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: PodsOf['spec'];
}

const PATHS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** Null for kinds without pods. */
export function podsOf({ kind, data, root }: CheckedObject): PodsOf | null {
  const path = PATHS[kind];
  if (path === undefined) return null;
  const template = path.reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>>)[step], data) as Template;
  return { labels: template.metadata?.labels ?? {}, spec: template.spec, path: [...root, ...path, 'spec'] };
}

export const specOf = <T>(object: CheckedObject): T => ((object.data as { spec?: unknown }).spec ?? {}) as T;
export type { LabelSelectorData };
