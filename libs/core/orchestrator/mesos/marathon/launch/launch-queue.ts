import { RandomStream } from '#core/random';
import { NEVER, SECOND } from '#core/units';
import type { Offer } from '../../allocator/index.js';
import { FRAMEWORK, type MesosMaster } from '../../master/mesos-master.js';
import type { StepContext } from '../../master/step-context.js';
import type { AppState } from '../instances/app-state.js';
import type { Instance } from '../instances/instance.js';
import { LaunchDelays } from './launch-delay.js';
import { MatcherPool } from './matcher-pool.js';
import { LaunchTokens } from './launch-tokens.js';
import { OfferRound, type Launcher } from './offer-round.js';

/** `--min_revive_offers_interval` */
const REVIVE_INTERVAL_US = 5 * SECOND;

const NOBODY = new MatcherPool();

export interface LaunchQueueOptions {
  readonly seed: number | string;
  /** Launches per half minute; 100 when left out. */
  readonly launchTokens?: number;
}

/**
 * Marathon's launch queue. An app with scheduled instances whose launch delay is over wants offers of its role: the role is revived,
 * at most every five seconds, and suppressed when nobody wants anything. Any offer that matches is taken: nothing is scored.
 */
export class LaunchQueue {
  readonly delays = new LaunchDelays();
  readonly tokens: LaunchTokens;
  /** By role, apps that want offers. */
  private readonly wanting = new Map<string, MatcherPool>();
  private readonly toRevive = new Set<string>();
  private lastReviveUs = -REVIVE_INTERVAL_US;
  private readonly random: RandomStream;

  constructor(
    private readonly context: StepContext,
    private readonly master: MesosMaster,
    private readonly launcher: Launcher,
    options: LaunchQueueOptions,
  ) {
    this.random = new RandomStream(options.seed, 'mesos/matchers');
    this.tokens = new LaunchTokens(options.launchTokens);
  }

  add(instance: Instance): void {
    const { app } = instance;
    app.waiting.add(instance);
    // Of an app that waits already nothing changes: it wants offers, or its delay is not over.
    if (app.waiting.size === 1) this.refresh(app);
    if (this.wants(app)) this.toRevive.add(roleOf(app));
  }

  remove(instance: Instance): void {
    const { app } = instance;
    if (app.waiting.delete(instance) && app.waiting.size === 0) this.refresh(app);
  }

  /** Whether an app wants offers now; where its launch delay is not over, it is asked again when it is. */
  refresh(app: AppState): void {
    const deadlineUs = this.delays.deadlineUs(app.spec.key) ?? 0;
    const { nowUs } = this.context;
    const wants = app.waiting.size > 0 && deadlineUs <= nowUs;
    if (app.waiting.size > 0 && !wants) this.context.timers.at(deadlineUs, () => this.refresh(app));
    if (wants === this.wants(app)) return;
    const role = roleOf(app);
    if (wants) {
      let pool = this.wanting.get(role);
      if (pool === undefined) this.wanting.set(role, (pool = new MatcherPool()));
      pool.add(app);
      this.toRevive.add(role);
    } else this.unwant(role, app);
  }

  /** Lets roles be offered to again when it is time; says whether any was. */
  revive(): boolean {
    const { nowUs } = this.context;
    for (const role of [...this.toRevive]) if (!this.wanting.has(role)) this.toRevive.delete(role);
    if (this.toRevive.size === 0 || nowUs < this.lastReviveUs + REVIVE_INTERVAL_US) return false;
    this.lastReviveUs = nowUs;
    const { allocator } = this.master;
    for (const role of this.toRevive) allocator.subscribe(FRAMEWORK, role);
    allocator.revive(FRAMEWORK, [...this.toRevive]);
    this.toRevive.clear();
    return true;
  }

  /** Somebody would launch something if there were an offer. */
  get wantsOffers(): boolean {
    return this.wanting.size > 0 && this.tokens.at(this.context.nowUs) > 0;
  }

  /** When the queue wants to be asked again, timers aside. */
  get wakeAtUs(): number {
    const { nowUs } = this.context;
    if (this.wanting.size === 0) return NEVER;
    const reviveUs = this.toRevive.size > 0 ? this.lastReviveUs + REVIVE_INTERVAL_US : NEVER;
    return this.tokens.at(nowUs) > 0 ? reviveUs : Math.min(reviveUs, this.tokens.nextRefreshUs(nowUs));
  }

  offers(offers: readonly Offer[]): void {
    if (offers.length === 0) return;
    const round = new OfferRound(this.context, this.master, this.launcher, this.tokens, this.random);
    for (const offer of offers) round.offer(offer, this.wanting.get(offer.role) ?? NOBODY);
    round.close();
  }

  private wants(app: AppState): boolean {
    return this.wanting.get(roleOf(app))?.has(app) ?? false;
  }

  private unwant(role: string, app: AppState): void {
    const pool = this.wanting.get(role);
    pool?.remove(app);
    if (pool?.size !== 0) return;
    this.wanting.delete(role);
    this.master.allocator.suppress(FRAMEWORK, [role]);
  }
}

const roleOf = (app: AppState): string => app.spec.app.role;
