/** Length of one turn. Short enough that health checks and new requests are heard in between. */
const SLICE_US = 1000;
const PERIOD_US = 100_000;

interface Job {
  leftUs: number;
  readonly done: () => void;
}

/** Burns CPU time for several requests at once, in turns: one core, shared equally, held to a quota per 100 ms as the kernel does it. */
export class Processor {
  private readonly jobs: Job[] = [];
  private running = false;
  private periodFromUs = 0;
  private usedBefore = 0;

  constructor(private readonly limitMilli: number | null) {}

  /** Resolves when this much CPU time was spent on it. */
  spend(us: number): Promise<void> {
    return new Promise((done) => {
      if (us <= 0) return done();
      this.jobs.push({ leftUs: us, done });
      if (!this.running) {
        this.running = true;
        setImmediate(this.turn);
      }
    });
  }

  private readonly turn = (): void => {
    const job = this.jobs.shift();
    if (job === undefined) {
      this.running = false;
      return;
    }
    const waitMs = this.throttledForMs();
    if (waitMs > 0) {
      this.jobs.unshift(job);
      setTimeout(this.turn, waitMs);
      return;
    }
    job.leftUs -= burn(Math.min(job.leftUs, SLICE_US));
    if (job.leftUs <= 0) job.done();
    else this.jobs.push(job);
    setImmediate(this.turn);
  };

  /** 0 while there is quota left in this period. */
  private throttledForMs(): number {
    if (this.limitMilli === null || this.limitMilli >= 1000) return 0;
    const nowUs = Number(process.hrtime.bigint() / 1000n);
    const used = cpuUs();
    if (nowUs - this.periodFromUs >= PERIOD_US) {
      this.periodFromUs = nowUs - (nowUs % PERIOD_US);
      this.usedBefore = used;
    }
    if (used - this.usedBefore < this.limitMilli * (PERIOD_US / 1000)) return 0;
    return Math.max(1, (this.periodFromUs + PERIOD_US - nowUs) / 1000);
  }
}

/** CPU time of this process so far. */
export function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

let sink = 1;

/** Spends at least that much CPU time; returns how much it was. */
function burn(us: number): number {
  const start = cpuUs();
  let spent = 0;
  do {
    for (let i = 0; i < 2000; i++) sink = (sink * 1_103_515_245 + 12_345) % 2_147_483_648;
    spent = cpuUs() - start;
  } while (spent < us);
  return spent;
}
