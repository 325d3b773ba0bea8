import type { Runner } from './adapt-manifests.js';
import type { WatchEvent } from './kubectl.js';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: { readonly replicas?: number };
}

/**
 * Tells when more replicas of an application are asked for than before, by an autoscaler or by hand. The API says so when it is
 * written, which is before any controller has made a pod of it; the event that an autoscaler leaves behind may come after.
 */
export class ReplicaWatch {
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly runners: readonly Runner[],
    private readonly scaled: (app: string) => void,
  ) {}

  /** Paths of the API to be watched. */
  get paths(): readonly string[] {
    const kinds = new Set(this.runners.filter(({ scales }) => scales).map(({ resource }) => resource.split('/')[0]));
    return [...kinds].map((kind) => `/apis/apps/v1/${kind}s`);
  }

  onWorkload({ type, object }: WatchEvent): void {
    if (type !== 'ADDED' && type !== 'MODIFIED') return;
    const { kind, metadata, spec } = object as Workload;
    const resource = `${kind.toLowerCase()}/${metadata.name}`;
    const app = this.runners.find((runner) => runner.resource === resource && runner.namespace === metadata.namespace)?.app;
    if (app === undefined) return;
    const key = `${metadata.namespace}/${resource}`;
    const [before, now] = [this.asked.get(key), spec?.replicas ?? 1];
    this.asked.set(key, now);
    if (before !== undefined && now > before) this.scaled(app);
  }
}
