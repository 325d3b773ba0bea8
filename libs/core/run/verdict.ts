/** How a run ended. */
export const VERDICTS = [
  'completed',
  'rejected',
  'crashed',
  'timed-out',
  'out-of-memory',
  'output-limit',
  'protocol-error',
  'invalid-action',
  'platform-error',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Fault = 'none' | 'competitor' | 'platform';

/** Whose fault a verdict is. A platform fault never costs a team anything: the run is repeated, the quota given back. */
export function faultOf(verdict: Verdict): Fault {
  switch (verdict) {
    case 'completed':
      return 'none';
    case 'platform-error':
      return 'platform';
    case 'rejected':
    case 'crashed':
    case 'timed-out':
    case 'out-of-memory':
    case 'output-limit':
    case 'protocol-error':
    case 'invalid-action':
      return 'competitor';
  }
}
