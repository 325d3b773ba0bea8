import type { Entry } from '#core/entry';
import type { LiveReplication } from '#core/run';
import { LiveFault } from '../engine/open-engine.js';
import { VOID_LATE_P95_US } from './disturbances.js';
import type { Played } from './play-once.js';

export interface SessionRules {
  readonly entry: Entry;
  readonly baseline: Entry | null;
  readonly replications: number;
  /** How many disturbed replays may be repeated. */
  readonly repeats: number;
  readonly voidLateUs?: number;
}

export interface Session {
  readonly plays: readonly Played[];
  readonly replications: readonly LiveReplication[];
  readonly repeated: number;
}

/**
 * Entry and baseline in turn, each pair in the other order than the one before, so that what drifts hits both alike. A disturbed
 * replay is repeated while repeats are left. One whose generator was late, or in which a fault of the scenario was not seen to
 * happen, was no replay of the scenario: it is void, says nothing about anybody and never counts.
 */
export async function pairedSession(rules: SessionRules, playOnce: (entry: Entry, place: number) => Promise<Played>): Promise<Session> {
  let [place, repeated] = [0, 0];
  const play = async (entry: Entry): Promise<Played> => {
    for (;;) {
      const played = await playOnce(entry, place);
      const { disturbed } = played.replication;
      const why = whyVoid(played, rules);
      if (why === null && (disturbed.length === 0 || repeated >= rules.repeats)) {
        place++;
        return played;
      }
      if (why !== null && repeated >= rules.repeats) throw why;
      repeated++;
    }
  };
  const plays: Played[] = [];
  const replications: LiveReplication[] = [];
  for (let pair = 0; pair < rules.replications; pair++) {
    const isBaselineFirst = pair % 2 === 1;
    const before = rules.baseline !== null && isBaselineFirst ? await play(rules.baseline) : null;
    const played = await play(rules.entry);
    const after = rules.baseline !== null && !isBaselineFirst ? await play(rules.baseline) : null;
    const baseline = (before ?? after)?.replication ?? null;
    plays.push(played);
    replications.push({
      ...played.replication,
      baseline: baseline?.outcome ?? null,
      disturbed: [...played.replication.disturbed, ...(baseline?.disturbed ?? []).map((reason) => `while the baseline ran, ${reason}`)],
    });
  }
  return { plays, replications, repeated };
}

function whyVoid({ replication, undone }: Played, { voidLateUs = VOID_LATE_P95_US }: SessionRules): LiveFault | null {
  if (undone.length > 0) return new LiveFault('fault-undone', `the scenario's faults were not all carried out, and the run is void: ${undone.join('; ')}`);
  if (replication.lateP95Us <= voidLateUs) return null;
  return new LiveFault('load-late', `the load generator was late and the run is void: ${replication.disturbed.join('; ')}`);
}
