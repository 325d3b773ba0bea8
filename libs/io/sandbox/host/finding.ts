/** One thing the doctor looked at. `no`: plugins are refused until it is mended; `advice`: they run, and could be safer. */
export interface Finding {
  readonly check: string;
  readonly state: 'yes' | 'no' | 'advice';
  readonly found: string;
  /** What to do, when there is something. */
  readonly fix: string | null;
}

export const yes = (check: string, found: string): Finding => ({ check, state: 'yes', found, fix: null });
export const no = (check: string, found: string, fix: string): Finding => ({ check, state: 'no', found, fix });
export const advice = (check: string, found: string, fix: string): Finding => ({ check, state: 'advice', found, fix });
export const isFit = (findings: readonly Finding[]): boolean => findings.every((finding) => finding.state !== 'no');
