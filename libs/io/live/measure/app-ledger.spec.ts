import type { Application, Clock } from '#core/scenario';
import { AppLedger } from './app-ledger.js';

const SECOND = 1_000_000;
const APP = { name: 'web', timeoutUs: SECOND, slo: { latencyUs: 100_000, target: 0.9 } } as Application;
const CLOCK = { horizonUs: 20 * SECOND, warmupUs: 2 * SECOND, windowUs: SECOND } as Clock;

/** A hundred requests at one moment each of which comes to the same. */
function ledgerOf(settle: (ledger: AppLedger, atUs: number) => void, atUs = 5 * SECOND): AppLedger {
  const ledger = new AppLedger(APP, CLOCK);
  for (let sent = 0; sent < 100; sent++) {
    ledger.offer(atUs);
    settle(ledger, atUs);
  }
  ledger.close();
  return ledger;
}

describe('what became of the requests of an application', () => {
  it.each([
    ['was refused', (ledger: AppLedger, atUs: number) => ledger.settle(atUs, 'rejected', 300), { rejected: 100 }],
    ['timed out', (ledger: AppLedger, atUs: number) => ledger.settle(atUs, 'timed-out', SECOND), { timedOut: 100 }],
    ['failed', (ledger: AppLedger, atUs: number) => ledger.settle(atUs, 'failed', 500), { failed: 100 }],
    ['was answered when nobody waited any more', (ledger: AppLedger, atUs: number) => ledger.settle(atUs, 'served', 1.2 * SECOND), { timedOut: 100 }],
    ['was never heard of again', () => undefined, { timedOut: 100 }],
  ])('counts with the whole timeout where it %s, in every percentile and in no share', (_, settle, totals) => {
    const ledger = ledgerOf(settle);
    expect(ledger.totals).toEqual({ offered: 100, served: 0, good: 0, rejected: 0, timedOut: 0, failed: 0, ...totals });
    const { p50Us, p95Us } = ledger.metrics();
    for (const us of [p50Us, p95Us]) expect(us).toBeGreaterThanOrEqual(0.999 * SECOND);
    expect(ledger.generous).toBe(0);
  });

  it('is good within the SLO and good enough for comparing within three times of it', () => {
    const ledger = ledgerOf((one, atUs) => one.settle(atUs, 'served', 250_000));
    expect([ledger.totals.served, ledger.totals.good, ledger.generous]).toEqual([100, 0, 100]);
  });

  it('says nothing before the warm-up is over, nor where the timeout ends after the run', () => {
    const serve = (ledger: AppLedger, atUs: number): void => ledger.settle(atUs, 'served', 1000);
    expect(ledgerOf(serve, SECOND).totals.offered).toBe(0);
    expect(ledgerOf(serve, 19.5 * SECOND).totals.offered).toBe(0);
  });
});
