import { canonicalJson, sha256Hex } from '#core/digest';
import type { RunRecord } from '#core/run';

export interface Comparison {
  readonly equal: boolean;
  /** In one sentence; empty when the records are equal. */
  readonly difference: string;
  /** Of the log, from 0; null when the logs are equal. */
  readonly firstEvent: number | null;
  readonly recordDigest: string;
  readonly replayedDigest: string;
}

/** What a record says of itself: the digest of everything else in it. */
export function digestOfRecord(record: RunRecord): string {
  const { recordDigest: _, ...rest } = record;
  return sha256Hex(canonicalJson(rest));
}

/** Whether a replay gave the record again, and where not. */
export function compareRecords(record: RunRecord, replayed: RunRecord): Comparison {
  const firstEvent = firstDifference(record.log.lines, replayed.log.lines);
  const difference = differenceOf(record, replayed, firstEvent);
  return { equal: difference === '', difference, firstEvent, recordDigest: record.recordDigest, replayedDigest: replayed.recordDigest };
}

function differenceOf(record: RunRecord, replayed: RunRecord, firstEvent: number | null): string {
  if (record.engine !== replayed.engine) return `made by ${record.engine}; this is ${replayed.engine}, which need not give the same run`;
  if (firstEvent !== null)
    return `event ${firstEvent} differs: recorded ${record.log.lines[firstEvent] ?? 'nothing'}, replayed ${replayed.log.lines[firstEvent] ?? 'nothing'}`;
  const parts = ['entry', 'scenario', 'seed', 'verdict', 'fault', 'cause', 'metrics', 'timeline', 'log'] as const;
  const part = parts.find((name) => canonicalJson(record[name]) !== canonicalJson(replayed[name]));
  if (part !== undefined) return `the events are equal, \`${part}\` differs`;
  if (digestOfRecord(record) !== record.recordDigest) return 'the digest is not that of the record';
  return record.recordDigest === replayed.recordDigest ? '' : 'the digests differ';
}

function firstDifference(a: readonly string[], b: readonly string[]): number | null {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return null;
}
