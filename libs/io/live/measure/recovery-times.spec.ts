import { recoveredAfterS, type ReplicaChange, restoredAfterS } from './recovery-times.js';
import type { AppLedger } from './app-ledger.js';

const s = (seconds: number): number => seconds * 1_000_000;
const change = (atS: number, ready: number, app = 'web'): ReplicaChange => ({ atUs: s(atS), app, ready });

describe('seconds until replicas were back', () => {
  it.each([
    ['a fault that takes nothing away', [change(1, 3)], 0],
    ['a loss that is made up for', [change(1, 3), change(11, 2), change(14.4, 3)], 4],
    ['a loss after a while: from the fault, not from the loss', [change(1, 3), change(15, 2), change(17, 3)], 7],
    ['a second loss: the last one counts', [change(1, 3), change(11, 2), change(12, 3), change(13, 2), change(16, 3)], 6],
    [
      'several applications: the last of them',
      [change(1, 3), change(1, 2, 'api'), change(11, 2), change(11, 1, 'api'), change(13, 3), change(18, 2, 'api')],
      8,
    ],
    ['replicas that scaling has added before the fault', [change(1, 2), change(5, 4), change(11, 3), change(13, 4)], 3],
    ['a loss that nobody makes up for', [change(1, 3), change(11, 2)], null],
    ['a repair after the end', [change(1, 3), change(11, 2), change(65, 3)], null],
  ])('%s', (_, changes, seconds) => {
    expect(restoredAfterS(changes, s(10), s(60))).toBe(seconds);
  });
});

describe('seconds until requests were served again', () => {
  const ledger = (goodIn: readonly number[]): AppLedger => ({ offeredIn: goodIn.map(() => 10), goodIn, app: { slo: { target: 0.9 } } }) as unknown as AppLedger;
  const seconds = (good: (second: number) => number) => Array.from({ length: 40 }, (_, second) => good(second));

  it.each([
    ['nothing was missed', seconds(() => 10), 0],
    ['five good seconds follow the bad ones', seconds((at) => (at >= 10 && at < 17 ? 0 : 10)), 7],
    ['it never came back', seconds((at) => (at >= 10 ? 0 : 10)), null],
  ])('%s', (_, good, expected) => {
    expect(recoveredAfterS([ledger(good)], s(10), s(40))).toBe(expected);
  });
});
