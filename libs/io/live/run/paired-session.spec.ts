import type { Entry } from '#core/entry';
import { pairedSession, type SessionRules } from './paired-session.js';
import type { Played } from './play-once.js';

const entryNamed = (digest: string): Entry => ({ digest }) as Entry;
const [ENTRY, BASELINE] = [entryNamed('entry'), entryNamed('baseline')];
const rulesOf = (more: Partial<SessionRules> = {}): SessionRules => ({ entry: ENTRY, baseline: BASELINE, replications: 3, repeats: 2, ...more });

interface Seen {
  readonly disturbed?: readonly string[];
  readonly lateP95Us?: number;
  readonly undone?: readonly string[];
}

/** Replays that turn out as listed, quiet ones after those, and the order in which they were played. */
function replays(seen: readonly Seen[] = []) {
  const order: string[] = [];
  const play = async (entry: Entry, place: number): Promise<Played> => {
    const { undone = [], disturbed = undone, lateP95Us = 0 } = seen[order.length] ?? {};
    order.push(`${entry.digest} ${place}`);
    return { undone, replication: { outcome: { medianLatencyUs: order.length }, disturbed, lateP95Us } } as unknown as Played;
  };
  return { order, play };
}

const NOISY: Seen = { disturbed: ['others used 40 % of the host'] };
const LATE: Seen = { disturbed: ['one request in a hundred left late'], lateP95Us: 200_000 };

describe('a session of live replays', () => {
  it('plays entry and baseline in turn, every pair in the other order', async () => {
    const { order, play } = replays();
    const { replications, repeated } = await pairedSession(rulesOf(), play);
    expect(order).toEqual(['entry 0', 'baseline 1', 'baseline 2', 'entry 3', 'entry 4', 'baseline 5']);
    expect(replications.map(({ outcome, baseline }) => [outcome.medianLatencyUs, baseline?.medianLatencyUs])).toEqual([
      [1, 2],
      [4, 3],
      [5, 6],
    ]);
    expect(repeated).toBe(0);
  });

  it('plays the entry alone where there is no baseline', async () => {
    const { order, play } = replays();
    const { replications } = await pairedSession(rulesOf({ baseline: null }), play);
    expect(order).toEqual(['entry 0', 'entry 1', 'entry 2']);
    expect(replications.every(({ baseline }) => baseline === null)).toBe(true);
  });

  it('repeats a disturbed replay, of the baseline as of the entry, and forgets it', async () => {
    const { order, play } = replays([NOISY, {}, NOISY]);
    const { replications, repeated, plays } = await pairedSession(rulesOf({ replications: 1 }), play);
    expect(order).toEqual(['entry 0', 'entry 0', 'baseline 1', 'baseline 1']);
    expect([plays.length, replications[0]?.disturbed, repeated]).toEqual([1, [], 2]);
  });

  it('keeps a disturbed replay, and says so, when no repeats are left', async () => {
    const { order, play } = replays([NOISY, NOISY, NOISY]);
    const { replications } = await pairedSession(rulesOf({ replications: 1 }), play);
    expect(order).toEqual(['entry 0', 'entry 0', 'entry 0', 'baseline 1']);
    expect(replications[0]?.disturbed).toEqual(NOISY.disturbed);
  });

  it('never counts a replay in which a fault was not seen to happen, of the entry or of the baseline', async () => {
    const unseen: Seen = { undone: ['crash: node 1 off was not seen from outside'] };
    const once = replays([unseen, {}, unseen]);
    expect(await pairedSession(rulesOf({ replications: 1 }), once.play)).toMatchObject({ repeated: 2, replications: [{ disturbed: [] }] });
    expect(once.order).toEqual(['entry 0', 'entry 0', 'baseline 1', 'baseline 1']);
    const always = replays([unseen, unseen, unseen]);
    await expect(pairedSession(rulesOf({ replications: 1 }), always.play)).rejects.toMatchObject({
      code: 'fault-undone',
      retryable: true,
      message: expect.stringMatching(/void: crash: node 1 off was not seen/),
    });
  });

  it('never counts a replay whose generator was late', async () => {
    const once = replays([LATE]);
    expect((await pairedSession(rulesOf({ replications: 1 }), once.play)).repeated).toBe(1);
    const always = replays([LATE, LATE, LATE, LATE]);
    await expect(pairedSession(rulesOf({ replications: 1 }), always.play)).rejects.toMatchObject({ code: 'load-late', retryable: true });
    expect(always.order).toHaveLength(3);
  });
});
