import { SECOND } from '#core/units';

/** `--launch_tokens` and `--launch_token_refresh_interval` */
const TOKENS = 100;
const REFRESH_US = 30 * SECOND;

/** How many instances may be launched: so many every half minute, and one more whenever one has come up. */
export class LaunchTokens {
  private left: number;
  private period = 0;

  constructor(private readonly perPeriod: number = TOKENS) {
    this.left = perPeriod;
  }

  at(nowUs: number): number {
    const period = Math.floor(nowUs / REFRESH_US);
    if (period > this.period) {
      this.period = period;
      this.left = this.perPeriod;
    }
    return this.left;
  }

  take(): void {
    this.left--;
  }

  add(nowUs: number): void {
    this.at(nowUs);
    this.left++;
  }

  nextRefreshUs(nowUs: number): number {
    return (Math.floor(nowUs / REFRESH_US) + 1) * REFRESH_US;
  }
}
