import { canonicalJson, sha256Hex } from '#core/digest';
import type { RunRecord } from '#core/run';

/** Identity of a record: SHA-256 of the canonical JSON of everything else in it. */
export function recordDigest(record: Omit<RunRecord, 'recordDigest'>): string {
  const { recordDigest: _, ...rest } = record as RunRecord;
  return sha256Hex(canonicalJson(rest));
}
