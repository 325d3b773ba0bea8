import Docker from 'dockerode';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '#core/digest';
import { parseEntry } from '#core/entry';
import { type AnswerLog, RecordedAnswers } from '#core/orchestrator/plugin';
import type { RunRecord, Verdict } from '#core/run';
import { parseScenario } from '#core/scenario';
import { replay } from '#core/simulator';
import { SandboxHost, type SessionBudget } from '#io/sandbox';
import { type Judged, judgeHostile, SERVICE, SHORT, WITH_A_FAULT } from './hostile-judge.js';

const SOCKET = process.env['REGATTA_TEST_DOCKER_SOCKET'];
const describeWithDocker = SOCKET === undefined ? describe.skip : describe;
const OWNER = `hostile-${process.pid}`;

interface Row {
  readonly program: string;
  readonly verdict: Verdict;
  /** What the cause must say. */
  readonly cause?: RegExp;
  readonly scenario?: string;
  readonly budget?: SessionBudget;
  /** Doors that must have been tried and found shut, at least. */
  readonly doors?: number;
}

/** However little CPU a busy machine leaves to it, nothing but what it takes of it ends the run. */
const CPU_ALONE: SessionBudget = { ...SHORT, cpuMs: 2_000, totalWallMs: 3_600_000, answerWallMs: 60_000 };

/** Each program is named by what it does. */
const ROWS: readonly Row[] = [
  { program: 'forks-without-end.py', verdict: 'timed-out' },
  { program: 'forks-into-sessions-of-their-own.py', verdict: 'completed', doors: 1 },
  { program: 'takes-all-memory.py', verdict: 'out-of-memory' },
  { program: 'takes-all-heap.js', verdict: 'out-of-memory' },
  { program: 'lets-a-child-take-all-memory.py', verdict: 'completed' },
  { program: 'fills-the-disk.py', verdict: 'completed', doors: 14 },
  { program: 'burns-cpu-in-children-while-idle.py', verdict: 'timed-out', cause: /CPU, all its processes together/, budget: CPU_ALONE },
  { program: 'sleeps-forever.js', verdict: 'timed-out' },
  { program: 'ignores-every-signal.py', verdict: 'timed-out' },
  { program: 'spins-forever.js', verdict: 'timed-out' },
  { program: 'stops-its-parent.py', verdict: 'timed-out' },
  { program: 'kills-everything-in-reach.py', verdict: 'crashed', cause: /code 137/ },
  { program: 'floods-standard-output.js', verdict: 'protocol-error' },
  { program: 'floods-standard-error.js', verdict: 'output-limit', cause: /standard error/ },
  { program: 'says-one-endless-line.py', verdict: 'output-limit', cause: /one line/ },
  { program: 'drips-a-byte-at-a-time.py', verdict: 'timed-out' },
  { program: 'closes-standard-output.py', verdict: 'timed-out' },
  { program: 'ends-without-a-word.js', verdict: 'crashed', cause: /code 0/ },
  { program: 'reaches-for-the-network.py', verdict: 'completed', doors: 29 },
  { program: 'looks-around-in-proc-and-sys.py', verdict: 'completed', doors: 38 },
  { program: 'probes-the-kernel.py', verdict: 'completed', doors: 4 },
  { program: 'plays-with-links-and-devices.py', verdict: 'completed', doors: 18 },
  { program: 'prints-the-verdict-it-wants.js', verdict: 'protocol-error' },
  { program: 'answers-with-terminal-tricks.py', verdict: 'protocol-error', cause: /^[\x20-\x7e…]*$/ },
  { program: 'answers-twice.py', verdict: 'protocol-error', cause: /more than one line|without being asked/ },
  { program: 'answers-another-step.js', verdict: 'protocol-error', cause: /step 1 says that it is to step 2/ },
  { program: 'answers-not-a-number.js', verdict: 'protocol-error', cause: /NaN/ },
  { program: 'answers-infinity.js', verdict: 'protocol-error', cause: /wakeAfterUs/ },
  { program: 'answers-nested-a-hundred-thousand-deep.js', verdict: 'protocol-error', cause: /decisions\[0\]/ },
  { program: 'pollutes-prototypes.js', verdict: 'protocol-error', cause: /__proto__/ },
  { program: 'asks-for-the-impossible-again-and-again.js', verdict: 'invalid-action', cause: /unknown-pod/ },
  { program: 'evicts-whatever-runs.js', verdict: 'invalid-action', cause: /eviction-rate/, scenario: SERVICE },
  { program: 'hangs-at-the-first-fault.js', verdict: 'timed-out', scenario: WITH_A_FAULT },
  { program: 'leaves-at-the-first-fault.js', verdict: 'crashed', scenario: WITH_A_FAULT },
  { program: 'scales-to-nothing.js', verdict: 'completed', scenario: SERVICE },
  { program: 'burns-time-where-the-clock-stands-still.js', verdict: 'completed' },
  { program: 'leaves-a-token.py', verdict: 'completed', doors: 7 },
  { program: 'plays-with-its-pipes.py', verdict: 'completed', doors: 23 },
  { program: 'speaks-as-two-processes.py', verdict: 'protocol-error', cause: /more than one line|without being asked/ },
  { program: 'thinks-ahead.py', verdict: 'protocol-error', cause: /more than one line|without being asked/ },
  { program: 'says-half-a-line-and-ends.js', verdict: 'crashed', cause: /code 0/ },
  { program: 'answers-and-ends.js', verdict: 'crashed', cause: /code 3/ },
  { program: 'leaves-a-daemon-that-holds-its-output.py', verdict: 'crashed', cause: /code 7/ },
  { program: 'reads-nothing-and-writes-garbage.py', verdict: 'protocol-error' },
  { program: 'shrinks-its-pipe-and-never-reads.py', verdict: 'timed-out', cause: /no answer within/ },
  { program: 'grows-its-pipe-and-fills-it.py', verdict: 'output-limit', cause: /one line/ },
  { program: 'floods-the-stream-of-its-container.py', verdict: 'output-limit', cause: /standard error/ },
  { program: 'forges-on-the-stream-of-its-container.py', verdict: 'completed' },
  { program: 'becomes-an-echo.py', verdict: 'protocol-error', cause: /the answer to start/ },
  { program: 'sends-every-signal-to-pid-1.py', verdict: 'completed' },
  { program: 'stops-itself.py', verdict: 'timed-out' },
  { program: 'makes-zombies.py', verdict: 'completed', doors: 1 },
  { program: 'starts-threads-without-end.py', verdict: 'completed', doors: 1 },
  { program: 'starts-children-with-huge-environments.py', verdict: 'completed' },
  { program: 'takes-memory-slowly.py', verdict: 'out-of-memory' },
  { program: 'shares-memory-that-nobody-owns.py', verdict: 'out-of-memory' },
  { program: 'answers-late-each-time.js', verdict: 'timed-out', cause: /no answer within/ },
  { program: 'answers-two-in-one-line.js', verdict: 'protocol-error', cause: /not JSON/ },
  { program: 'answers-with-a-byte-order-mark.js', verdict: 'protocol-error', cause: /not JSON/ },
  { program: 'answers-with-a-zero-byte.js', verdict: 'protocol-error', cause: /not JSON/ },
  { program: 'answers-with-keys-twice.js', verdict: 'protocol-error', cause: /protocol/ },
  { program: 'answers-in-utf-16.py', verdict: 'protocol-error', cause: /more than one line/ },
  { program: 'answers-in-bytes-that-are-no-text.py', verdict: 'completed' },
  { program: 'asks-for-what-is-not-its-own.js', verdict: 'completed' },
];
/** Judged by tests of their own, below. */
const OTHERS = ['behaves.js', 'answers-by-the-clock.js', 'speaks-to-its-neighbour.py'];

test('every hostile program has a row', () => {
  const listed = [...ROWS.map((row) => row.program), ...OTHERS].sort();
  expect(
    readdirSync(join(__dirname, 'programs'))
      .filter((name) => /\.(py|js)$/.test(name))
      .sort(),
  ).toEqual(listed);
});

/** Most of them only wait to be ended; some at a time they take no longer than the slowest. */
const AT_ONCE = 4;
const GROWTH_MIB = 200;

describeWithDocker('a hostile program', () => {
  type Waiting = Row & { readonly resolve: (judged: Judged) => void; readonly reject: (error: unknown) => void };
  const engine = new Docker({ socketPath: SOCKET ?? '' });
  const judged = new Map<string, Promise<Judged>>();
  let host: SandboxHost;
  let peakMib = 0;
  let beforeMib = 0;

  beforeAll(async () => {
    process.env['CANARY'] = 'CANARY-OF-THE-JUDGE';
    host = await SandboxHost.open({ owner: OWNER, socketPath: SOCKET });
    await Promise.all([host.image('node'), host.image('python')]);
    beforeMib = process.memoryUsage.rss() / 2 ** 20;
    const waiting: Waiting[] = [];
    for (const row of ROWS) {
      const promise = new Promise<Judged>((resolve, reject) => waiting.push({ ...row, resolve, reject }));
      promise.catch(() => undefined);
      judged.set(row.program, promise);
    }
    for (let lane = 0; lane < AT_ONCE; lane++) void judgeNext(waiting);
  }, 120_000);
  afterAll(() => host?.close());

  async function judgeNext(waiting: Waiting[]): Promise<void> {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      await judgeHostile(host, row.program, row.scenario, row.budget).then(row.resolve, row.reject);
      peakMib = Math.max(peakMib, process.memoryUsage.rss() / 2 ** 20);
    }
  }
  const left = async () => (await engine.listContainers({ all: true, filters: { label: [`regatta.sandbox.owner=${OWNER}`] } })).map(({ Id }) => Id);

  it.each(ROWS)(
    '$program ends as $verdict',
    async ({ program, verdict, cause = /^/, doors = 0 }) => {
      const { record, stderr } = (await judged.get(program)) as Judged;
      expect([record.verdict, record.fault, record.cause ?? '']).toEqual([
        verdict,
        verdict === 'completed' ? 'none' : 'competitor',
        expect.stringMatching(cause),
      ]);
      expect(stderr.split('\n').filter((line) => line.startsWith('open:'))).toEqual([]);
      expect(stderr.split('\n').filter((line) => line.startsWith('shut:')).length).toBeGreaterThanOrEqual(doors);
    },
    300_000,
  );

  it('leaves nothing behind, and the judge no larger and no different', async () => {
    await Promise.all(judged.values());
    expect(await left()).toEqual([]);
    expect(peakMib - beforeMib).toBeLessThan(GROWTH_MIB);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  }, 300_000);

  it('finds nothing that its own last run left', async () => {
    await judged.get('leaves-a-token.py');
    const { stderr } = await judgeHostile(host, 'leaves-a-token.py');
    expect(stderr).not.toContain('open:');
  }, 300_000);

  it('cannot speak to another that runs beside it', async () => {
    const both = await Promise.all([judgeHostile(host, 'speaks-to-its-neighbour.py'), judgeHostile(host, 'speaks-to-its-neighbour.py')]);
    for (const { record, stderr } of both) {
      expect(record.verdict).toBe('completed');
      expect(stderr).not.toContain('open:');
      expect(stderr.match(/shut:/g)?.length).toBeGreaterThanOrEqual(7);
    }
  }, 300_000);

  it('does not change what a neighbour gets, down to the digest', async () => {
    const alone = await judgeHostile(host, 'behaves.js');
    await Promise.all(judged.values());
    const [beside] = await Promise.all([
      judgeHostile(host, 'behaves.js'),
      judgeHostile(host, 'forks-without-end.py'),
      judgeHostile(host, 'takes-all-memory.py'),
      judgeHostile(host, 'floods-standard-error.js'),
      judgeHostile(host, 'spins-forever.js'),
    ]);
    expect(beside.record.recordDigest).toBe(alone.record.recordDigest);
  }, 300_000);

  it('that says what is no text, or names that nobody has, leaves a record that is verified from its own bytes', async () => {
    for (const program of ['answers-in-bytes-that-are-no-text.py', 'asks-for-what-is-not-its-own.js']) {
      const record = (await judged.get(program))?.record as RunRecord;
      const kept = JSON.parse(Buffer.from(new TextEncoder().encode(canonicalJson(record))).toString('utf8')) as RunRecord;
      const [scenario, entry] = [parseScenario(kept.scenario.text, 'scenario.yaml'), parseEntry(kept.entry.files)];
      if (!scenario.ok || !entry.ok) throw new Error('not to be read again');
      const contestant = new RecordedAnswers(kept.answers as AnswerLog);
      expect(replay({ scenario: scenario.value, entry: entry.value, seed: kept.seed, contestant }).recordDigest).toBe(record.recordDigest);
      expect(record.metrics?.placement.podsPlaced).toBeGreaterThan(0);
    }
  }, 300_000);

  it('that thrashes keeps what was measured until it was ended', async () => {
    const record = (await judged.get('evicts-whatever-runs.js'))?.record;
    expect(record?.metrics?.latency.offered).toBeGreaterThan(0);
    expect(record?.timeline?.startUs.length).toBeGreaterThan(0);
    expect(record?.log.lines.filter((line) => line.includes('eviction-rate')).length).toBeGreaterThan(0);
  }, 300_000);

  it('gains nothing by burning time: only what is asked and answered costs simulated time', async () => {
    const [behaves, burns] = [await judgeHostile(host, 'behaves.js'), await judged.get('burns-time-where-the-clock-stands-still.js')];
    expect(burns?.record.log.digest).toBe(behaves.record.log.digest);
  }, 300_000);

  it('gains nothing by turning requests away: what was offered counts', async () => {
    const record = (await judged.get('scales-to-nothing.js'))?.record;
    expect(record?.metrics?.latency.offered).toBeGreaterThan(100);
    expect((record?.metrics?.latency.good ?? 1) / (record?.metrics?.latency.offered ?? 1)).toBeLessThan(0.5);
  }, 300_000);

  it('is found out when it answers by the clock: two runs give two records', async () => {
    const [first, second] = [await judgeHostile(host, 'answers-by-the-clock.js'), await judgeHostile(host, 'answers-by-the-clock.js')];
    expect(first.record.recordDigest).not.toBe(second.record.recordDigest);
  }, 300_000);

  it.each([
    ['the next judge of that name', { 'regatta.sandbox.owner': OWNER }],
    ['any judge of that host', { 'regatta.sandbox.owner': 'another', 'regatta.sandbox.process': `${process.pid}-1`, 'regatta.sandbox.host': hostname() }],
  ])(
    'is taken away by %s when its own has died',
    async (_, labels) => {
      await Promise.all(judged.values());
      const born = { 'regatta.sandbox.born': String(Date.now()) };
      const orphan = await engine.createContainer({ Image: (await host.image('node')).id, Labels: { ...born, ...labels }, Cmd: ['/bin/sh'] });
      const folder = mkdtempSync(join(tmpdir(), `regatta-pipes-0123456789ab-${process.pid}-1-`));
      const next = await SandboxHost.open({ owner: OWNER, socketPath: SOCKET });
      await next.close();
      await expect(orphan.inspect()).rejects.toMatchObject({ statusCode: 404 });
      expect(existsSync(folder)).toBe(false);
    },
    300_000,
  );
});
