import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobQueue, type JobWorker, openQueue } from '#io/queue';
import { createLogger } from '#io/telemetry';

export interface QueueUnderTest {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  stop(): Promise<void>;
}

const rank = (subject: string, id = `rank-${subject}`): Job => ({ topic: 'rank', id, subject });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}

/** What both backends owe the platform. */
export function queueContract(start: () => Promise<QueueUnderTest>): void {
  const logger = createLogger('test', 'silent');
  let under: QueueUnderTest;
  let queue: JobQueue;
  const workers: JobWorker[] = [];
  const work = async (handle: (subject: string) => Promise<void>, concurrency = 1, on = queue) => workers.push(await on.work('rank', concurrency, handle));

  beforeAll(async () => {
    under = await start();
  }, 60_000);
  afterAll(async () => under?.stop());
  beforeEach(async () => {
    queue = await openQueue(under, logger);
    await queue.wipe();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await queue.close();
  });

  it('brings every job to a worker, those added before it came and after', async () => {
    const seen: string[] = [];
    await queue.add(['a', 'b'].map((subject) => rank(subject)));
    await work(async (subject) => void seen.push(subject));
    await queue.add([rank('c')]);
    await until(() => seen.length === 3);
    expect(seen.sort()).toEqual(['a', 'b', 'c']);
  });

  it('counts two jobs of one id as one, and takes the id again when the first is done', async () => {
    const seen: string[] = [];
    await queue.add([rank('a'), rank('a')]);
    await queue.add([rank('a')]);
    expect(await queue.count('rank')).toBe(1);
    await work(async (subject) => void seen.push(subject));
    await until(async () => (await queue.count('rank')) === 0);
    await queue.add([rank('a')]);
    await until(() => seen.length === 2);
    expect(seen).toEqual(['a', 'a']);
  });

  it('gives each job to one of many workers', async () => {
    const seen: string[] = [];
    const other = await openQueue(under, logger);
    for (const on of [queue, other]) await work(async (subject) => void seen.push(subject), 4, on);
    const subjects = Array.from({ length: 60 }, (_, index) => `s${index}`);
    await queue.add(subjects.map((subject) => rank(subject)));
    await until(async () => (await queue.count('rank')) === 0);
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await other.close();
    expect(seen.sort()).toEqual(subjects.sort());
  });

  it('brings a job again when its handler throws', async () => {
    let tries = 0;
    await queue.add([rank('a')]);
    await work(async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
    });
    await until(async () => (await queue.count('rank')) === 0);
    expect(tries).toBe(3);
  });

  it('lets a closing worker finish what it has in hand and take no more', async () => {
    const seen: string[] = [];
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await work(async (subject) => {
      seen.push(`begun ${subject}`);
      await held;
      seen.push(`done ${subject}`);
    });
    await queue.add([rank('a'), rank('b')]);
    await until(() => seen.length > 0);
    const closing = workers.splice(0).map((worker) => worker.close());
    go();
    await Promise.all(closing);
    const [first] = seen;
    expect(seen).toEqual([first, first?.replace('begun', 'done')]);
    expect(await queue.count('rank')).toBe(1);
  });

  it('works on after it was wiped', async () => {
    const seen: string[] = [];
    await queue.add([rank('lost')]);
    await queue.wipe();
    expect(await queue.count('rank')).toBe(0);
    await work(async (subject) => void seen.push(subject));
    await queue.wipe();
    await queue.add([rank('kept')]);
    await until(() => seen.length === 1);
    expect(seen).toEqual(['kept']);
  });

  it('keeps topics apart', async () => {
    const seen: string[] = [];
    await work(async (subject) => void seen.push(subject));
    await queue.add([{ topic: 'judge', id: 'j', subject: 'run' }, rank('contest')]);
    await until(() => seen.length === 1);
    expect(seen).toEqual(['contest']);
    expect(await queue.count('judge')).toBe(1);
  });
}
