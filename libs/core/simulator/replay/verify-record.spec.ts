import { parseEntry } from '#core/entry';
import type { RunRecord } from '#core/run';
import { recordDigest, replay, verifyRecord } from '../index.js';
import { scenarioNamed } from '../testing/scenario-named.js';
import { WEB_ENTRY } from '../testing/web-entry.js';

function recorded(): RunRecord {
  const entry = parseEntry([{ path: 'web.yaml', text: WEB_ENTRY }]);
  if (!entry.ok) throw new Error(JSON.stringify(entry.problems));
  return replay({ scenario: scenarioNamed('steady-web'), entry: entry.value, seed: 2 });
}

/** Changed by somebody who knows how the digest is made. */
const forged = (record: RunRecord, change: Partial<RunRecord>): RunRecord => {
  const changed = { ...record, ...change };
  return { ...changed, recordDigest: recordDigest(changed) };
};

describe('verifying a record', () => {
  const record = recorded();
  const { log, metrics } = record;
  const lines = log.lines.slice();
  const changedLine = [...lines.slice(0, 99), '[1,"made-up"]', ...lines.slice(100)];

  it('says nothing against an honest one, also after it was stored as JSON', () => {
    expect(verifyRecord(record)).toEqual({ ok: true });
    expect(verifyRecord(JSON.parse(JSON.stringify(record)) as RunRecord)).toEqual({ ok: true });
  });

  it.each<[string, string, RegExp, RunRecord]>([
    ['edited by hand', 'digest-mismatch', /changed after/, { ...record, seed: 3 }],
    ['with a number that JSON has not', 'digest-mismatch', /changed after/, { ...record, seed: Number.POSITIVE_INFINITY }],
    ['of another engine', 'other-engine', /regatta-sim\/0/, forged(record, { engine: 'regatta-sim/0' })],
    ['of a live run', 'not-replayable', /simulated/, forged(record, { world: 'live' })],
    ['with a scenario that cannot be read', 'not-replayable', /scenario/, forged(record, { scenario: { ...record.scenario, text: 'kind: Scenario' } })],
    ['with an entry that cannot be read', 'not-replayable', /entry/, forged(record, { entry: { ...record.entry, files: [{ path: 'a.yaml', text: '{' }] } })],
    ['of another seed than it says', 'event-differs', /event 1 differs/, forged(record, { seed: 3 })],
    ['with an event that did not happen', 'event-differs', /event 100 differs/, forged(record, { log: { ...log, lines: changedLine } })],
    ['without the last event', 'event-differs', new RegExp(`event ${lines.length} differs`), forged(record, { log: { ...log, lines: lines.slice(0, -1) } })],
    [
      'with one event more',
      'event-differs',
      new RegExp(`event ${lines.length + 1} differs`),
      forged(record, { log: { ...log, lines: [...lines, '[9,"x"]'] } }),
    ],
    ['with events beyond those kept', 'result-differs', /an event after that/, forged(record, { log: { ...log, digest: '0'.repeat(64) } })],
    [
      'with better metrics',
      'result-differs',
      /metrics\.latency\.good was recorded as 1000000/,
      forged(record, { metrics: metrics && { ...metrics, latency: { ...metrics.latency, good: 1_000_000 } } }),
    ],
    ['with another verdict', 'result-differs', /verdict was recorded as "crashed" and is "completed"/, forged(record, { verdict: 'crashed' })],
    ['with the digest of another entry', 'result-differs', /entry\.digest/, forged(record, { entry: { ...record.entry, digest: 'f'.repeat(64) } })],
  ])('refuses one %s', (_, code, message, changed) => {
    expect(verifyRecord(changed)).toMatchObject({ ok: false, code, message: expect.stringMatching(message) as string });
  });

  it('shows the first event that differs as it was and as it is', () => {
    expect(verifyRecord(forged(record, { log: { ...log, lines: changedLine } }))).toMatchObject({ line: 100, recorded: '[1,"made-up"]', replayed: lines[99] });
  });
});
