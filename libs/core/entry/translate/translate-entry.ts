import type { Problem } from '#core/problem';
import type { EntryFile, KubernetesEntry, MesosEntry, SwarmEntry } from '../entry.js';
import { fromKubernetes } from './from-kubernetes.js';
import { fromMesos } from './from-mesos.js';
import { fromSwarm } from './from-swarm.js';
import type { EntryIntent } from './intent.js';
import { Losses } from './losses.js';
import { toKubernetes } from './to-kubernetes.js';
import { toMesos } from './to-mesos.js';
import { toSwarm } from './to-swarm.js';

export const TRANSLATABLE = ['kubernetes', 'swarm', 'mesos'] as const;
export type Dialect = (typeof TRANSLATABLE)[number];

export interface Translation {
  readonly files: readonly EntryFile[];
  /** What the other dialect cannot say, each at its place in the entry that was translated. */
  readonly losses: readonly Problem[];
}

/** Writes the intent of an entry in another dialect. */
export function translateEntry(entry: KubernetesEntry | SwarmEntry | MesosEntry, to: Dialect): Translation {
  if (entry.division === to) return { files: entry.files, losses: [] };
  const losses = new Losses();
  const intent = intentOf(entry, losses);
  const files = to === 'kubernetes' ? toKubernetes(intent, losses) : to === 'swarm' ? toSwarm(intent, losses) : toMesos(intent, losses);
  return { files, losses: losses.all };
}

function intentOf(entry: KubernetesEntry | SwarmEntry | MesosEntry, losses: Losses): EntryIntent {
  switch (entry.division) {
    case 'kubernetes':
      return fromKubernetes(entry, losses);
    case 'swarm':
      return fromSwarm(entry, losses);
    case 'mesos':
      return fromMesos(entry, losses);
  }
}
