import type { FaultGround } from './fault-ground.js';
import { isRegistryDown } from './verify-fault.js';

/** Slower than this is down for anybody who waits. */
const DOWN_MILLI = 10;

/** The one registry of all machines, slower by all faults that hold it. */
export class RegistryFaults {
  private readonly factors: number[] = [];
  private hasChanged = false;

  constructor(private readonly ground: FaultGround) {}

  slow(fault: string, factorMilli: number): Promise<void> {
    this.factors.push(factorMilli);
    return this.apply(fault);
  }

  restore(fault: string, factorMilli: number): Promise<void> {
    this.factors.splice(this.factors.indexOf(factorMilli), 1);
    return this.apply(fault);
  }

  async undo(): Promise<void> {
    if (this.factors.length === 0 || !this.hasChanged) return;
    this.factors.length = 0;
    await this.apply('at the end').catch((error: unknown) =>
      this.ground.report.fail(`at the end: the registry could not be restored: ${(error as Error).message}`),
    );
  }

  private async apply(fault: string): Promise<void> {
    const { run, cluster, report } = this.ground;
    this.hasChanged = true;
    const factor = this.factors.reduce((product, milli) => (product * milli) / 1000, 1000);
    const rate = factor < DOWN_MILLI ? 0 : (run.cluster.images.registryBytesPerSecond * factor) / 1000;
    await cluster.setRegistry(rate);
    report.seen(`${fault}: registry ${rate === 0 ? 'down' : `at ${Math.round(rate / 1000)} kB/s`}`, (await isRegistryDown(cluster)) === (rate === 0));
  }
}
