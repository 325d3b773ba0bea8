import type { RandomStream } from '#core/random';
import { SECOND } from '#core/units';
import { type Amounts, difference, type Offer, type Share } from '../../allocator/index.js';
import { FRAMEWORK, type MesosMaster } from '../../master/mesos-master.js';
import type { AgentRecord } from '../../master/agent-record.js';
import type { StepContext } from '../../master/step-context.js';
import type { AppState } from '../instances/app-state.js';
import type { Instance } from '../instances/instance.js';
import type { MatcherPool } from './matcher-pool.js';
import type { LaunchTokens } from './launch-tokens.js';
import { mismatchBits, partFor } from './match-offer.js';
import { firstMismatch, MISMATCHES } from './mismatch.js';

export interface Launcher {
  launch(instance: Instance, offer: Offer, part: Share, agent: AgentRecord): void;
}

/** `--max_instances_per_offer` */
const MAX_PER_OFFER = 5;
/** `--decline_offer_duration` */
const DECLINE_US = 120 * SECOND;
/** Mesos' own default: for what an accepted offer has left, and for an offer that shall come again. */
const REFUSE_US = 5 * SECOND;

/** The offers of one allocation: each is put to the apps that want one, in random order, until nobody takes any more of it. */
export class OfferRound {
  private readonly touched = new Set<AppState>();
  private readonly homeRegion: string | null;

  constructor(
    private readonly context: StepContext,
    private readonly master: MesosMaster,
    private readonly launcher: Launcher,
    private readonly tokens: LaunchTokens,
    private readonly random: RandomStream,
  ) {
    this.homeRegion = master.homeRegion;
  }

  offer(offer: Offer, wanting: MatcherPool): void {
    const agent = this.master.agent(offer.agent);
    if (agent === undefined) return;
    let left: Share = offer;
    let launched = 0;
    let slots = this.master.slotsLeft(agent);
    const wasWanted = wanting.size > 0;
    wanting.ask(this.random, (app) => {
      if (launched >= MAX_PER_OFFER || slots <= 0 || this.tokens.at(this.context.nowUs) <= 0) return 'enough';
      const instance = app.waiting.first;
      if (instance === undefined || !this.matches(app, left, agent, launched === 0)) return 'not-taken';
      const part = partFor(app.spec, left);
      left = rest(left, part);
      this.tokens.take();
      launched++;
      slots--;
      this.launcher.launch(instance, offer, part, agent);
      return 'taken';
    });
    // An offer that nobody was there for shall come again soon; one that nobody could use shall not.
    const refuseUs = launched > 0 || !wasWanted || this.tokens.at(this.context.nowUs) <= 0 ? REFUSE_US : DECLINE_US;
    this.master.allocator.recover(FRAMEWORK, offer.role, offer.agent, left, this.context.nowUs, refuseUs);
  }

  /** Says why apps still wait, when the reasons have changed. */
  close(): void {
    for (const app of this.touched) {
      const { first } = app.waiting;
      const summary = summaryOf(app.unused);
      app.unused.clear();
      if (first === undefined || summary === app.lastSummary) continue;
      app.lastSummary = summary;
      this.context.note('pod-unschedulable', first.name, `Offers for ${app.id} did not match: ${summary}`, first.pod);
    }
  }

  private matches(app: AppState, left: Share, agent: AgentRecord, counts: boolean): boolean {
    app.discover(agent.view);
    const bits = mismatchBits(app.spec, left, agent.view, { standing: (index) => app.standing(index), homeRegion: this.homeRegion });
    if (bits === 0) return true;
    if (!counts) return false;
    const reason = firstMismatch(bits) as string;
    app.unused.set(reason, (app.unused.get(reason) ?? 0) + 1);
    this.touched.add(app);
    return false;
  }
}

/** `UnfulfilledConstraint 3, InsufficientCpus 21`, in the order of the funnel. */
function summaryOf(unused: ReadonlyMap<string, number>): string {
  return MISMATCHES.filter((reason) => unused.has(reason))
    .map((reason) => `${reason} ${unused.get(reason)}`)
    .join(', ');
}

function rest({ unreserved, reserved }: Share, part: Share): Share {
  const left = difference(unreserved, part.unreserved);
  if (reserved === null || part.reserved === null) return { unreserved: left, reserved };
  const kept = new Map<string, Amounts>(reserved);
  for (const [role, amounts] of part.reserved) kept.set(role, difference(kept.get(role) as Amounts, amounts));
  return { unreserved: left, reserved: kept };
}
