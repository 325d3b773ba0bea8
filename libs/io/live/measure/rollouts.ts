/**
 * How long roll-outs take, from the notes of a control plane: the stage `deploy` as the simulated world times it. Where roll-outs
 * are noted they are all that is deployed, but for pods of batch jobs, which nobody rolls out.
 */
export class Rollouts {
  private readonly startedUs = new Map<string, number>();
  private areNoted = false;

  constructor(
    private readonly batchApps: ReadonlySet<string>,
    private readonly finished: (tookUs: number) => void,
  ) {}

  note(what: string, subject: string, atUs: number): void {
    if (what === 'rollout-started' || what === 'rolled-back') {
      this.areNoted = true;
      this.startedUs.set(subject, atUs);
    }
    const startedUs = this.startedUs.get(subject);
    if (what !== 'rollout-finished' || startedUs === undefined) return;
    this.startedUs.delete(subject);
    this.finished(atUs - startedUs);
  }

  /** Whether a pod of this application is part of something that is rolled out. */
  cover(app: string): boolean {
    return this.areNoted && !this.batchApps.has(app);
  }
}
