import { jobBackoffUntil, jobVerdict } from './job-verdict.js';
import { failureAction } from './pod-failure-policy.js';
import { WorkItems } from './work-items.js';

const job = { completions: 6, parallelism: 3, backoffLimit: 3, active: 0, succeeded: 0, failed: 0, restarts: 0, restartsInPlace: false };

describe('a Job', () => {
  it.each([
    ['runs as many as it may', {}, { kind: 'going', wanted: 3 }],
    ['no more than are left', { succeeded: 5 }, { kind: 'going', wanted: 1 }],
    ['is complete', { succeeded: 6 }, { kind: 'complete' }],
    ['stands as many failures as its limit', { failed: 3 }, { kind: 'going', wanted: 3 }],
    ['fails beyond its limit', { failed: 4 }, { kind: 'failed', reason: 'BackoffLimitExceeded' }],
    ['counts restarts in place', { restarts: 3, restartsInPlace: true }, { kind: 'failed', reason: 'BackoffLimitExceeded' }],
    ['without completions ends with its first success', { completions: undefined, succeeded: 1 }, { kind: 'complete' }],
    ['and starts nothing new after it', { completions: undefined, succeeded: 1, active: 2 }, { kind: 'going', wanted: 2 }],
  ])('%s', (_, more, verdict) => expect(jobVerdict({ ...job, ...more })).toEqual(verdict));

  it.each([
    [0, 0],
    [1, 110],
    [2, 120],
    [9, 700],
  ])('after %i failures in a row waits until second %i', (failures, until) => expect(jobBackoffUntil(failures, 100)).toBe(until));

  it('hands out a failed item again before new ones', () => {
    const items = new WorkItems(3);
    expect(items.first(2)).toEqual([0, 1]);
    items.take(0);
    items.take(1);
    items.giveBack(1);
    items.giveBack(0);
    expect(items.first(9)).toEqual([0, 1, 2]);
    items.take(1);
    expect(items.first(9)).toEqual([0, 2]);
  });

  it('lets its policy forgive an eviction and end at a certain exit code', () => {
    const rules = [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
      { action: 'FailIndex', onExitCodes: { operator: 'NotIn', values: [7] } },
    ];
    expect([
      failureAction({ rules }, { exitCode: null, disrupted: true }),
      failureAction({ rules }, { exitCode: 42, disrupted: true }),
      failureAction({ rules }, { exitCode: 42, disrupted: false }),
      failureAction({ rules }, { exitCode: 1, disrupted: false }),
      failureAction({ rules }, { exitCode: 7, disrupted: false }),
      failureAction({ rules }, { exitCode: null, disrupted: false }),
    ]).toEqual(['Ignore', 'Ignore', 'FailJob', 'FailIndex', 'Count', 'Count']);
  });
});
