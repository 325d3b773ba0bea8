import type { AutoscalerRule, AutoscalerStep } from '#core/entry';

/** What the sidecar reads of its target at one scrape, over the replicas that are ready. */
export interface AutoscalerReading {
  /** How many the service or app asks for now. */
  readonly replicas: number;
  readonly ready: number;
  /** Thousandths of a core, summed. */
  readonly cpuMilli: number;
  /** What one replica reserves, or is limited to where it reserves nothing; 0: neither. */
  readonly cpuPerReplicaMilli: number;
  /** Thousandths of requests a second, summed. */
  readonly requestsPerSecondMilli: number;
  /** Requests that wait. */
  readonly backlog: number;
}

export interface AutoscalerDecision {
  readonly replicas: number;
  /** `cpu 82% above 66%: 4 → 6` */
  readonly text: string;
}

/** On a real host scrapes come some milliseconds to either side of their beat: a wait that ends with one does not last until the next for that. */
const BEAT_SLACK_US = 100_000;

/**
 * Carries out one policy of an `autoscaler.yaml`, for whichever orchestrator has no autoscaler of its own. Between the thresholds
 * nothing changes; beyond one, the number that would bring the metric to its target is taken, at most a step away, at most once a
 * cooldown. Without a ready replica, or where a replica has no CPU to be a share of, there is nothing to go by. Bounds hold at once.
 */
export class Autoscaler {
  private lastUpUs = Number.NEGATIVE_INFINITY;
  private lastDownUs = Number.NEGATIVE_INFINITY;

  constructor(readonly rule: AutoscalerRule) {}

  /** Called at every scrape; null: leave it as it is. */
  decide(nowUs: number, reading: AutoscalerReading): AutoscalerDecision | null {
    const { rule } = this;
    const { replicas } = reading;
    const bounded = Math.min(rule.max, Math.max(rule.min, replicas));
    if (bounded !== replicas) return { replicas: bounded, text: `${replicas} is outside of ${rule.min}..${rule.max}: ${replicas} → ${bounded}` };
    const perReplicaMilli = this.perReplicaMilli(reading);
    if (perReplicaMilli === null) return null;
    const wanted = Math.ceil((perReplicaMilli * reading.ready) / rule.targetMilli);
    if (perReplicaMilli > rule.upAboveMilli) return this.up(nowUs, replicas, wanted, perReplicaMilli);
    if (perReplicaMilli < rule.downBelowMilli) return this.down(nowUs, replicas, wanted, perReplicaMilli);
    return null;
  }

  private up(nowUs: number, replicas: number, wanted: number, milli: number): AutoscalerDecision | null {
    const { rule } = this;
    if (nowUs - this.lastUpUs < rule.cooldownUpUs - BEAT_SLACK_US) return null;
    const next = Math.min(wanted, replicas + stepOf(rule.stepUp, replicas), rule.max);
    if (next <= replicas) return null;
    this.lastUpUs = nowUs;
    return { replicas: next, text: `${rule.metric} ${this.shown(milli)} above ${this.shown(rule.upAboveMilli)}: ${replicas} → ${next}` };
  }

  /** The wait begins anew with every change: what was just added is not taken away at once. */
  private down(nowUs: number, replicas: number, wanted: number, milli: number): AutoscalerDecision | null {
    const { rule } = this;
    if (nowUs - Math.max(this.lastUpUs, this.lastDownUs) < rule.cooldownDownUs - BEAT_SLACK_US) return null;
    const next = Math.max(wanted, replicas - stepOf(rule.stepDown, replicas), rule.min);
    if (next >= replicas) return null;
    this.lastDownUs = nowUs;
    return { replicas: next, text: `${rule.metric} ${this.shown(milli)} below ${this.shown(rule.downBelowMilli)}: ${replicas} → ${next}` };
  }

  private perReplicaMilli(reading: AutoscalerReading): number | null {
    const { ready } = reading;
    if (ready === 0) return null;
    switch (this.rule.metric) {
      case 'cpu':
        return reading.cpuPerReplicaMilli === 0 ? null : Math.round((reading.cpuMilli * 1000) / (ready * reading.cpuPerReplicaMilli));
      case 'requestsPerReplica':
        return Math.round(reading.requestsPerSecondMilli / ready);
      case 'backlog':
        return Math.round((reading.backlog * 1000) / ready);
    }
  }

  private shown(milli: number): string {
    return this.rule.metric === 'cpu' ? `${milli / 10}%` : `${milli / 1000}`;
  }
}

/** At least one, so that a share of few replicas still moves. */
function stepOf(step: AutoscalerStep, replicas: number): number {
  return step.kind === 'replicas' ? step.count : Math.max(1, Math.floor((replicas * step.percent) / 100));
}
