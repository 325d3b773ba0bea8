import { SECOND } from '#core/units';
import type { HorizontalPodAutoscaler as AutoscalerObject, MetricSpec } from 'kubernetes-types/autoscaling/v2';
import type { AppUsage, PodUsage } from '../../../world-event.js';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { nameOf, namespaceOf } from '../../control-plane/kubernetes-object.js';
import type { PodRecord } from '../../control-plane/pod-record.js';
import { Deployment } from '../deployment/deployment.js';
import { ReplicaSet } from '../replica-set/replica-set.js';
import { StatefulSet } from '../stateful-set/stateful-set.js';
import { desiredReplicas } from './desired-replicas.js';
import { type PastReplicas, storeScaleEvent } from './limit-replicas.js';
import { type MetricContext, metricProposal } from './metric-proposals.js';
import { type DirectionRules, DOWNSCALE_STABILIZATION_SECONDS, type ScalingRules, scalingRules, scalingTolerances } from './scaling-rules.js';

const SYNC_US = 15 * SECOND;
/** Within it metrics come where there are any. */
const FIRST_METRICS_US = 60 * SECOND;
const CPU_INITIALIZATION_SECONDS = 300;
const READINESS_DELAY_SECONDS = 30;
const DEFAULT_METRICS: readonly MetricSpec[] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];

interface Past {
  readonly atUs: number;
  readonly replicas: number;
}

/** A HorizontalPodAutoscaler: every 15 s it looks at the last scrape and sets the size of its target. */
export class PodAutoscaler {
  private spec: NonNullable<AutoscalerObject['spec']>;
  private rules: ScalingRules | null;
  /** Somebody else sets the size of its target now. */
  suspended = false;
  private usage: ReadonlyMap<number, PodUsage> = new Map();
  private apps: readonly AppUsage[] = [];
  private scrapedUs = 0;
  private windowUs = SYNC_US;
  private recommendations: Past[] = [];
  private looked = false;
  private ups: Past[] = [];
  private downs: Past[] = [];
  private trouble = { text: '', sinceUs: 0, told: true };

  constructor(
    private readonly state: ClusterState,
    readonly object: AutoscalerObject,
    /** All there are, itself included. */
    private readonly all: readonly PodAutoscaler[] = [],
  ) {
    this.spec = object.spec as NonNullable<AutoscalerObject['spec']>;
    this.rules = scalingRules(this.spec.behavior);
  }

  start(): void {
    this.state.timers.at(this.state.nowUs + SYNC_US, () => {
      this.sync();
      this.start();
    });
  }

  /** A new version of the object; what was recommended and done stays known. */
  apply({ spec }: AutoscalerObject): void {
    this.spec = spec as NonNullable<AutoscalerObject['spec']>;
    this.rules = scalingRules(this.spec.behavior);
  }

  scraped(pods: readonly PodUsage[], apps: readonly AppUsage[]): void {
    this.usage = new Map(pods.map((usage) => [usage.pod, usage]));
    this.apps = apps;
    this.windowUs = this.scrapedUs === 0 ? SYNC_US : this.state.nowUs - this.scrapedUs;
    this.scrapedUs = this.state.nowUs;
  }

  /** Whether it sets the size of the workload with this key. */
  scales(key: string): boolean {
    const { kind, name } = this.spec.scaleTargetRef;
    return key === `${kind}/${namespaceOf(this.object)}/${name}`;
  }

  private sync(): void {
    if (this.suspended) return;
    const target = this.target();
    if (target === undefined) return this.complain(this.noTarget());
    const current = target.replicas;
    // Whoever set the size before it came is taken for a recommendation too.
    if (!this.looked) this.recommendations = this.remember([], current);
    this.looked = true;
    const { desired, recommended } = desiredReplicas({
      current,
      min: this.spec.minReplicas ?? 1,
      max: this.spec.maxReplicas,
      proposals: () => this.proposals(target),
      rules: this.rules,
      recommendations: this.past(this.recommendations),
      ups: this.past(this.ups),
      downs: this.past(this.downs),
      downscaleStabilizationSeconds: DOWNSCALE_STABILIZATION_SECONDS,
    });
    if (recommended !== null) this.recommendations = this.remember(this.recommendations, recommended);
    if (desired === current) return;
    if (desired > current) this.ups = this.stored(this.ups, desired - current, this.rules?.up);
    else this.downs = this.stored(this.downs, current - desired, this.rules?.down);
    this.state.note('scaled', `hpa/${nameOf(this.object)}`, `New size: ${desired}; reason: ${desired > current ? 'above' : 'below'} target`);
    target.setReplicas(desired);
  }

  private noTarget(): string {
    const { kind, name } = this.spec.scaleTargetRef;
    const plural = `${kind.toLowerCase()}s${kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet' ? '.apps' : ''}`;
    return `the HPA controller was unable to get the target's current scale: ${plural} "${name}" not found`;
  }

  /** The same trouble every 15 s is told once, when it has lasted. */
  private complain(trouble: string, lastingUs = 0): void {
    if (trouble !== this.trouble.text) this.trouble = { text: trouble, sinceUs: this.state.nowUs, told: trouble === '' };
    if (this.trouble.told || this.state.nowUs - this.trouble.sinceUs < lastingUs) return;
    this.trouble.told = true;
    this.state.note('config-rejected', `hpa/${nameOf(this.object)}`, trouble);
  }

  private target(): Deployment | StatefulSet | ReplicaSet | undefined {
    const { kind, name } = this.spec.scaleTargetRef;
    const found = this.state.workloads.get(`${kind}/${namespaceOf(this.object)}/${name}`);
    return found instanceof Deployment || found instanceof StatefulSet || found instanceof ReplicaSet ? found : undefined;
  }

  private proposals(target: Deployment | StatefulSet | ReplicaSet): ReturnType<typeof metricProposal>[] {
    const rivals = this.all.filter((one) => one.scales(target.key));
    if (rivals.length > 1) {
      const names = rivals.map(({ object }) => `${namespaceOf(object)}/${nameOf(object)}`);
      const trouble = `pods by selector of ${target.ownerName} are controlled by multiple HPAs: [${names.join(' ')}]`;
      this.complain(trouble);
      return [{ invalid: trouble }];
    }
    const pods: PodRecord[] = [...(target instanceof Deployment ? target.relatedPods() : target.pods)];
    const app = pods[0]?.template.app;
    const context: MetricContext = {
      pods,
      usage: this.usage,
      app: this.apps.find((one) => one.app === app),
      specReplicas: target.replicas,
      tolerances: scalingTolerances(this.spec.behavior),
      patience: {
        nowSecond: this.state.nowUs / SECOND,
        cpuInitializationSeconds: CPU_INITIALIZATION_SECONDS,
        readinessDelaySeconds: READINESS_DELAY_SECONDS,
        sampleSecond: this.scrapedUs / SECOND,
        windowSeconds: this.windowUs / SECOND,
      },
    };
    const proposals = (this.spec.metrics ?? DEFAULT_METRICS).map((metric) => metricProposal(context, metric));
    const trouble = proposals.find((one) => 'invalid' in one);
    this.complain(trouble !== undefined && 'invalid' in trouble ? `the HPA was unable to compute the replica count: ${trouble.invalid}` : '', FIRST_METRICS_US);
    return proposals;
  }

  private past(list: readonly Past[]): PastReplicas[] {
    return list.map(({ atUs, replicas }) => ({ agoSeconds: (this.state.nowUs - atUs) / SECOND, replicas }));
  }

  private stored(list: readonly Past[], change: number, rules: DirectionRules | undefined): Past[] {
    const { nowUs } = this.state;
    return storeScaleEvent(this.past(list), change, rules).map(({ agoSeconds, replicas }) => ({ atUs: nowUs - Math.round(agoSeconds * SECOND), replicas }));
  }

  /** An hour is longer than any window or period may be. */
  private remember(list: readonly Past[], replicas: number): Past[] {
    const { nowUs } = this.state;
    return [...list.filter(({ atUs }) => nowUs - atUs < 3600 * SECOND), { atUs: nowUs, replicas }];
  }
}
