import { parseEntry } from '#core/entry';
import { RecordedAnswers } from '#core/orchestrator/plugin';
import { ENGINE, type RunRecord } from '#core/run';
import { parseScenario } from '#core/scenario';
import { firstDifference } from './first-difference.js';
import { recordDigest } from './record-digest.js';
import { replay } from './replay.js';

export type Verification =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'digest-mismatch' | 'other-engine' | 'not-replayable' | 'event-differs' | 'result-differs';
      readonly message: string;
      /** The first line of the log that differs, as recorded and as replayed; null where one log is shorter, or the logs agree. */
      readonly line: number | null;
      readonly recorded: string | null;
      readonly replayed: string | null;
    };

type Refusal = Extract<Verification, { ok: false }>['code'];

/** Replays what a record says went in and compares what came out. */
export function verifyRecord(record: RunRecord): Verification {
  if (record.engine !== ENGINE) return refusal('other-engine', `the record was made by ${record.engine}, this is ${ENGINE}`);
  if (digestOf(record) !== record.recordDigest) return refusal('digest-mismatch', 'the record was changed after it was written');
  if (record.world !== 'simulated') return refusal('not-replayable', 'only runs in the simulated world can be replayed');
  const scenario = parseScenario(record.scenario.text, record.scenario.id);
  const entry = parseEntry(record.entry.files);
  if (!scenario.ok || !entry.ok) return refusal('not-replayable', `the ${scenario.ok ? 'entry' : 'scenario'} inside the record cannot be read`);
  if (entry.value.division === 'scheduler' && record.answers === undefined)
    return refusal('not-replayable', 'the record does not say what the plugin answered');
  const contestant = record.answers === undefined ? {} : { contestant: new RecordedAnswers(record.answers) };
  return compare(record, replay({ scenario: scenario.value, entry: entry.value, seed: record.seed, ...contestant }));
}

/** Null where there is no such record: numbers without JSON form, or nested deeper than any. */
function digestOf(record: RunRecord): string | null {
  try {
    return recordDigest(record);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Equal digests, or the first thing that differs. */
export function compare(recorded: RunRecord, replayed: RunRecord): Verification {
  if (recorded.recordDigest === replayed.recordDigest) return { ok: true };
  const [was, is] = [recorded.log.lines, replayed.log.lines];
  const line = was.findIndex((text, index) => text !== is[index]);
  const at = line >= 0 ? line : is.length > was.length ? was.length : -1;
  if (at < 0) return refusal('result-differs', resultDifference(recorded, replayed));
  return {
    ok: false,
    code: 'event-differs',
    message: `event ${at + 1} differs`,
    line: at + 1,
    recorded: was[at] ?? null,
    replayed: is[at] ?? null,
  };
}

function resultDifference(recorded: RunRecord, replayed: RunRecord): string {
  const { recordDigest: _, ...was } = recorded;
  const { recordDigest: __, ...is } = replayed;
  const difference = firstDifference(was, is);
  if (difference === null) return 'everything agrees but the digest';
  if (difference.path.startsWith('log.')) return 'the logs agree as far as they were kept, and an event after that differs';
  const shown = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 200));
  return `${difference.path} was recorded as ${shown(difference.recorded)} and is ${shown(difference.replayed)}`;
}

const refusal = (code: Refusal, message: string): Verification => ({ ok: false, code, message, line: null, recorded: null, replayed: null });
