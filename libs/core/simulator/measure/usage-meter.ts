import type { UtilizationMetrics } from '#core/run';
import type { Machine } from '../node/machine.js';

const US_PER_HOUR = 3_600_000_000;

interface Account {
  readonly machine: Machine;
  readonly joinedUs: number;
  leftUs: number;
  sinceUs: number;
  held: number;
  cpuMilli: number;
  memoryBytes: number;
  usedUs: number;
  cpuRequested: number;
  memoryRequested: number;
  cpuUsedAtStart: number;
}

/** Node time during which a node held pods, what it cost, and how full it was; nothing before the warm-up. */
export class UsageMeter {
  private readonly accounts = new Map<Machine, Account>();

  constructor(private readonly warmupUs: number) {}

  joined(machine: Machine, nowUs: number): void {
    const zero = { held: 0, cpuMilli: 0, memoryBytes: 0, usedUs: 0, cpuRequested: 0, memoryRequested: 0, cpuUsedAtStart: 0 };
    this.accounts.set(machine, { machine, joinedUs: nowUs, leftUs: -1, sinceUs: nowUs, ...zero });
  }

  left(machine: Machine, nowUs: number): void {
    const account = this.accounts.get(machine);
    if (account === undefined || account.leftUs >= 0) return;
    this.bring(account, nowUs);
    account.leftUs = nowUs;
  }

  /** Pods came or went; the machine's books are up to date already. */
  changed(machine: Machine, nowUs: number): void {
    const account = this.accounts.get(machine);
    if (account === undefined) return;
    this.bring(account, nowUs);
    account.held = machine.pods.size;
    account.cpuMilli = machine.cpuRequestedMilli;
    account.memoryBytes = machine.memoryRequestedBytes;
  }

  /** What cores did before the warm-up does not count. */
  warmedUp(nowUs: number): void {
    for (const account of this.accounts.values()) {
      account.machine.processor.advance(nowUs);
      account.cpuUsedAtStart = account.machine.processor.usedMilliUs;
    }
  }

  close(nowUs: number): UtilizationMetrics {
    let [used, price, whole] = [0, 0, 0];
    const cpu = { requested: 0, used: 0, capacity: 0 };
    const memory = { requested: 0, capacity: 0 };
    for (const account of this.accounts.values()) {
      const { drawn, processor } = account.machine;
      if (account.leftUs < 0) this.bring(account, nowUs);
      const present = Math.max(0, (account.leftUs < 0 ? nowUs : account.leftUs) - Math.max(this.warmupUs, account.joinedUs));
      used += account.usedUs;
      price += (account.usedUs * drawn.priceMicrosPerHour) / US_PER_HOUR;
      whole += (present * drawn.priceMicrosPerHour) / US_PER_HOUR;
      processor.advance(nowUs);
      cpu.requested += account.cpuRequested;
      cpu.used += processor.usedMilliUs - account.cpuUsedAtStart;
      cpu.capacity += account.usedUs * drawn.facts.allocatable.cpuMilli;
      memory.requested += account.memoryRequested;
      memory.capacity += account.usedUs * drawn.facts.allocatable.memoryBytes;
    }
    return {
      usedNodeSeconds: Math.round(used / 1e6),
      usedPriceMicros: Math.round(price),
      wholePriceMicros: Math.round(whole),
      cpuRequestedShare: share(cpu.requested, cpu.capacity),
      cpuUsedShare: share(cpu.used, cpu.capacity),
      memoryRequestedShare: share(memory.requested, memory.capacity),
    };
  }

  private bring(account: Account, nowUs: number): void {
    const fromUs = Math.max(account.sinceUs, this.warmupUs);
    account.sinceUs = nowUs;
    if (account.held === 0 || nowUs <= fromUs) return;
    account.usedUs += nowUs - fromUs;
    account.cpuRequested += account.cpuMilli * (nowUs - fromUs);
    account.memoryRequested += account.memoryBytes * (nowUs - fromUs);
  }
}

/** To six decimals: what is beyond says nothing. */
export const share = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.round((part / whole) * 1e6) / 1e6);
