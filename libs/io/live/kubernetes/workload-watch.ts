import type { Runner } from './adapt-manifests.js';
import type { WatchEvent } from './kubectl.js';
import { isRolledOut, type Workload } from './rollout-status.js';

export interface WorkloadNews {
  /** More replicas of the application are asked for than before. */
  scaled(app: string): void;
  /** As the simulated control plane notes it. */
  rollout(what: 'rollout-started' | 'rollout-finished', resource: string, text: string): void;
}

interface Known {
  readonly replicas: number;
  readonly template: string;
  readonly underWay: boolean;
}

/**
 * What becomes of the entry's workloads: when more replicas are asked for, by an autoscaler or by hand, and when a version is rolled
 * out, first and later ones. The API says that something is asked for when it is written, which is before any controller has made a
 * pod of it; the event that an autoscaler leaves behind may come after.
 */
export class WorkloadWatch {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly runners: readonly Runner[],
    private readonly news: WorkloadNews,
  ) {}

  /** The entry is handed over: the first version of everything is on its way. Returns the paths of the API to be watched. */
  begin(): readonly string[] {
    const watched = this.runners.map(({ resource }) => resource).filter((resource) => WATCHED.has(kindOf(resource)));
    for (const resource of watched) this.news.rollout('rollout-started', resource, 'handed over');
    return [...new Set(watched.map(kindOf))].map((kind) => `/apis/apps/v1/${kind}s`);
  }

  onWorkload({ type, object }: WatchEvent): void {
    if (type !== 'ADDED' && type !== 'MODIFIED') return;
    const workload = object as Workload;
    const { namespace, name } = workload.metadata;
    const resource = `${workload.kind.toLowerCase()}/${name}`;
    const app = this.runners.find((runner) => runner.resource === resource && runner.namespace === namespace)?.app;
    if (app === undefined) return;
    const key = `${namespace}/${resource}`;
    const before = this.known.get(key);
    const [replicas, template] = [workload.spec?.replicas ?? 1, JSON.stringify(workload.spec?.template ?? null)];
    if (before !== undefined && replicas > before.replicas) this.news.scaled(app);
    const isNext = before !== undefined && before.template !== template;
    if (isNext) this.news.rollout('rollout-started', resource, `generation ${workload.metadata.generation ?? 1}`);
    const wasUnderWay = isNext || (before?.underWay ?? true);
    const underWay = wasUnderWay && !isRolledOut(workload);
    if (wasUnderWay && !underWay) this.news.rollout('rollout-finished', resource, 'successfully rolled out');
    this.known.set(key, { replicas, template, underWay });
  }
}

const kindOf = (resource: string): string => resource.split('/')[0] ?? '';
const WATCHED = new Set(['deployment', 'statefulset', 'daemonset', 'replicaset']);
