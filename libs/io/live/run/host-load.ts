import type Docker from 'dockerode';
import { readFileSync } from 'node:fs';
import { containerUsage } from '../cluster/node-usage.js';
import { LABEL } from '../engine/labels.js';
import { NodeCpu } from '../measure/node-cpu.js';

/** CPU time of the host so far, µs. */
export interface HostCpu {
  readonly busyUs: number;
  readonly stealUs: number;
  readonly totalUs: number;
}

const TICK_US = 10_000;

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal, in hundredths of a second. */
export function hostCpu(text = readFileSync('/proc/stat', 'utf8')): HostCpu {
  const ticks = (text.split('\n')[0] ?? '').split(/\s+/).slice(1, 9).map(Number);
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] = ticks;
  const busy = user + nice + system + irq + soft;
  return { busyUs: busy * TICK_US, stealUs: steal * TICK_US, totalUs: (busy + idle + wait + steal) * TICK_US };
}

/**
 * CPU time of all containers of a run together, from the engine's accounting. A container that was switched off counts from
 * nothing again, so it is sampled before, and again and again meanwhile: what it had used before stays.
 */
export class SandboxCpu {
  private readonly containers = new NodeCpu<string>();

  constructor(
    private readonly engine: Docker,
    private readonly run: string,
  ) {}

  /** Everything that was used so far, µs. */
  async sample(): Promise<number> {
    const listed = await this.engine.listContainers({ filters: { label: [`${LABEL.run}=${this.run}`] } });
    const usages = await Promise.all(listed.map(async ({ Id }) => ({ node: Id, cpuUs: (await containerUsage(this.engine.getContainer(Id))).cpuUs })));
    this.containers.sample(usages);
    return this.containers.totalUs;
  }
}

export interface ForeignLoad {
  readonly foreignShare: number;
  readonly stealShare: number;
}

/** What others than the sandbox and this process used of the host between two moments. */
export class LoadWatch {
  private readonly host = hostCpu();
  private readonly own = process.cpuUsage();

  constructor(private readonly sandboxBeforeUs: number) {}

  end(sandboxAfterUs: number): ForeignLoad {
    const host = hostCpu();
    const { user, system } = process.cpuUsage(this.own);
    const total = Math.max(1, host.totalUs - this.host.totalUs);
    const foreign = host.busyUs - this.host.busyUs - Math.max(0, sandboxAfterUs - this.sandboxBeforeUs) - user - system;
    return { foreignShare: round(Math.max(0, foreign) / total), stealShare: round((host.stealUs - this.host.stealUs) / total) };
  }
}

const round = (share: number): number => Math.round(share * 1000) / 1000;
