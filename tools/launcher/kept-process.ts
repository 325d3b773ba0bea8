import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformProcess, type ProcessPlan } from './platform-process.js';

const PATIENCE = { ends: 5, withinMs: 60_000 } as const;
const PAUSE_MS = 300;

/** A process of the platform that is started again when it ends unasked, unless it does so again and again. Nothing is lost meanwhile: what it had in hand is in the database. */
export class KeptProcess {
  private current: PlatformProcess;
  private stopping = false;
  private wasReady = false;
  private readonly ends: number[] = [];
  /** Of its first start. */
  readonly ready: Promise<void>;

  constructor(
    private readonly plan: ProcessPlan,
    private readonly say: (line: string) => void,
    private readonly onGiveUp: (name: string, tail: string) => void,
  ) {
    this.current = this.start();
    this.ready = this.current.ready.then(() => void (this.wasReady = true));
    // Whoever started it hears of it; so does nobody when it is stopped first.
    this.ready.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.current.stop();
  }

  private start(): PlatformProcess {
    return new PlatformProcess(this.plan, (name, tail) => void this.ended(name, tail));
  }

  private async ended(name: string, tail: string): Promise<void> {
    const now = performance.now();
    this.ends.push(now);
    const recent = this.ends.filter((at) => now - at < PATIENCE.withinMs).length;
    if (this.stopping || !this.wasReady) return;
    if (recent >= PATIENCE.ends) return this.onGiveUp(name, tail);
    this.say(`${name} ended unexpectedly; starting it again`);
    await sleep(PAUSE_MS);
    if (!this.stopping) this.current = this.start();
  }
}
