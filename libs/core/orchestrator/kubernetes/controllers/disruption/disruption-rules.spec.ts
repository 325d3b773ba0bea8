import { budgetStatus } from './disruption-budget.js';
import { evictionVerdict } from './eviction-verdict.js';

describe('what a budget allows', () => {
  it.each([
    [{ minAvailable: 8 }, 9, 9, 9, 1],
    [{ minAvailable: 8 }, 9, 9, 8, 0],
    [{ maxUnavailable: '34%' }, 6, 6, 6, 3],
    [{ maxUnavailable: 1 }, 5, 5, 3, 0],
    [{ minAvailable: '50%' }, 5, 5, 5, 2],
    [{ minAvailable: 0 }, 0, 0, 0, 0],
  ])('%p over %i pods of %i, %i healthy: %i', (spec, pods, scale, healthy, allowed) =>
    expect(budgetStatus(spec, pods, scale, healthy).disruptionsAllowed).toBe(allowed),
  );
});

describe('the eviction API', () => {
  const status = (disruptionsAllowed: number, currentHealthy: number) => ({ expectedPods: 3, currentHealthy, desiredHealthy: 2, disruptionsAllowed });
  const budget = (allowed: number, healthy: number, unhealthyPodEvictionPolicy?: string) => ({ status: status(allowed, healthy), unhealthyPodEvictionPolicy });
  it.each([
    ['grants without a budget', { unprotected: false, ready: true, budgets: [] }, 'granted'],
    ['grants what the budget allows', { unprotected: false, ready: true, budgets: [budget(1, 3)] }, 'granted'],
    ['refuses beyond it', { unprotected: false, ready: true, budgets: [budget(0, 2)] }, 'refused'],
    ['grants pods that do nothing', { unprotected: true, ready: false, budgets: [budget(0, 2)] }, 'granted'],
    ['grants an unready pod while enough others are healthy', { unprotected: false, ready: false, budgets: [budget(0, 2)] }, 'granted'],
    ['keeps an unready pod otherwise', { unprotected: false, ready: false, budgets: [budget(0, 1)] }, 'refused'],
    ['unless the budget says always', { unprotected: false, ready: false, budgets: [budget(0, 1, 'AlwaysAllow')] }, 'granted'],
    ['gives up on two budgets', { unprotected: false, ready: true, budgets: [budget(1, 3), budget(1, 3)] }, 'ambiguous'],
  ])('%s', (_, request, verdict) => expect(evictionVerdict(request)).toBe(verdict));
});
