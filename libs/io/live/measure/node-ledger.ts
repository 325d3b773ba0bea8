import type { UtilizationMetrics } from '#core/run';
import type { DrawnNode } from '#core/scenario';

const US_PER_HOUR = 3_600_000_000;

interface Account {
  readonly drawn: DrawnNode;
  readonly joinedUs: number;
  leftUs: number | null;
  sinceUs: number;
  readonly held: Map<string, { readonly cpuMilli: number; readonly memoryBytes: number }>;
  usedUs: number;
  cpuRequested: number;
  memoryRequested: number;
}

/** Machine time during which a machine held pods, what it cost and how much of it was asked for; nothing before the warm-up. */
export class NodeLedger {
  private readonly accounts = new Map<number, Account>();

  constructor(private readonly warmupUs: number) {}

  knows(node: number): boolean {
    return this.accounts.has(node);
  }

  /** Those that have not left. */
  get present(): readonly number[] {
    return [...this.accounts].filter(([, { leftUs }]) => leftUs === null).map(([id]) => id);
  }

  joined(drawn: DrawnNode, atUs: number): void {
    const zero = { usedUs: 0, cpuRequested: 0, memoryRequested: 0 };
    this.accounts.set(drawn.facts.id, { drawn, joinedUs: atUs, leftUs: null, sinceUs: atUs, held: new Map(), ...zero });
  }

  left(node: number, atUs: number): void {
    const account = this.accounts.get(node);
    if (account === undefined || account.leftUs !== null) return;
    this.bring(account, atUs);
    account.leftUs = atUs;
  }

  hold(node: number, key: string, requests: { readonly cpuMilli: number; readonly memoryBytes: number }, atUs: number): void {
    const account = this.accounts.get(node);
    if (account === undefined) return;
    this.bring(account, atUs);
    account.held.set(key, requests);
  }

  release(node: number, key: string, atUs: number): void {
    const account = this.accounts.get(node);
    if (account === undefined) return;
    this.bring(account, atUs);
    account.held.delete(key);
  }

  now(): { readonly used: number; readonly cores: number; readonly requestedMilli: number } {
    let [used, cores, requestedMilli] = [0, 0, 0];
    for (const { held, drawn, leftUs } of this.accounts.values()) {
      if (leftUs !== null) continue;
      if (held.size > 0) used++;
      cores += drawn.facts.allocatable.cpuMilli;
      for (const { cpuMilli } of held.values()) requestedMilli += cpuMilli;
    }
    return { used, cores, requestedMilli };
  }

  close(horizonUs: number, cpuUsedUs: number): UtilizationMetrics {
    let [used, price, whole, cpuRequested, cpuCapacity, memoryRequested, memoryCapacity] = [0, 0, 0, 0, 0, 0, 0];
    for (const account of this.accounts.values()) {
      this.bring(account, horizonUs);
      const { drawn } = account;
      const present = Math.max(0, (account.leftUs ?? horizonUs) - Math.max(this.warmupUs, account.joinedUs));
      used += account.usedUs;
      price += (account.usedUs * drawn.priceMicrosPerHour) / US_PER_HOUR;
      whole += (present * drawn.priceMicrosPerHour) / US_PER_HOUR;
      cpuRequested += account.cpuRequested;
      memoryRequested += account.memoryRequested;
      cpuCapacity += account.usedUs * drawn.facts.allocatable.cpuMilli;
      memoryCapacity += account.usedUs * drawn.facts.allocatable.memoryBytes;
    }
    return {
      usedNodeSeconds: Math.round(used / 1e6),
      usedPriceMicros: Math.round(price),
      wholePriceMicros: Math.round(whole),
      cpuRequestedShare: share(cpuRequested, cpuCapacity),
      cpuUsedShare: share(cpuUsedUs * 1000, cpuCapacity),
      memoryRequestedShare: share(memoryRequested, memoryCapacity),
    };
  }

  private bring(account: Account, nowUs: number): void {
    if (account.leftUs !== null) return;
    const fromUs = Math.max(account.sinceUs, this.warmupUs);
    account.sinceUs = nowUs;
    if (account.held.size === 0 || nowUs <= fromUs) return;
    account.usedUs += nowUs - fromUs;
    for (const { cpuMilli, memoryBytes } of account.held.values()) {
      account.cpuRequested += cpuMilli * (nowUs - fromUs);
      account.memoryRequested += memoryBytes * (nowUs - fromUs);
    }
  }
}

export const share = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.round((part / whole) * 1e6) / 1e6);
