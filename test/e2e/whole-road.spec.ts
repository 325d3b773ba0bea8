import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { createOwnDatabase, type OwnDatabase } from '../contract/own-database.js';
import { type Platform, startPlatform } from '../../tools/launcher/platform.js';
import { deployment } from './api/harness/api-under-test.js';
import { type Ended, regatta, ROOT } from '../commands/command-line.js';

const REDIS = process.env['REGATTA_TEST_REDIS_URL'];
const BACKENDS = [
  { name: 'embedded PostgreSQL', there: true, redis: false },
  { name: 'PostgreSQL and Redis', there: REDIS !== undefined, redis: true },
] as const;
const SCENARIO = 'scenarios/steady-web/scenario.yaml';
jest.setTimeout(300_000);

interface RunView {
  readonly id: string;
  readonly seed: number;
  readonly state: string;
  readonly verdict: string;
  readonly attempt: number;
}
interface SubmissionView {
  readonly id: string;
  readonly state: string;
  readonly entryDigest: string;
  readonly runs: readonly RunView[];
}

for (const backend of BACKENDS)
  (backend.there ? describe : describe.skip)(`the whole road on ${backend.name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'rgt-road-'));
    let platform: Platform;
    let database: OwnDatabase | undefined;
    const gaveUp: string[] = [];
    const said: string[] = [];

    beforeAll(async () => {
      if (backend.redis) database = await createOwnDatabase();
      platform = await startPlatform({
        root: ROOT,
        dataFolder: join(folder, 'data'),
        port: 0,
        judges: 2,
        demo: false,
        databaseUrl: database?.url,
        redisUrl: backend.redis ? REDIS : undefined,
        // A killed judge's runs are given to another when their lease lapses.
        environment: { REGATTA_LEASE_MS: '3000' },
        say: (line) => said.push(line),
        onGiveUp: (name, tail) => gaveUp.push(`${name}: ${tail}`),
      });
    });
    afterAll(async () => {
      await platform?.stop();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(`${platform.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${platform.tokens.admin}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const openContest = async (slug: string, seeds: readonly number[]) => {
      const answer = await call('POST', '/contests', {
        slug,
        title: slug,
        divisions: ['kubernetes'],
        scenarios: [{ id: 'steady-web', seeds }],
        submissionsPerDay: 1_000,
      });
      expect(answer.status).toBe(201);
    };
    const remote = (...args: string[]): Promise<Ended> => regatta([...args, '--server', platform.url, '--token', platform.tokens.contestant]);
    const submit = async (entry: string, contest: string): Promise<SubmissionView> => {
      const ended = await remote('submit', entry, '--contest', contest, '--json');
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      return JSON.parse(ended.stdout) as SubmissionView;
    };
    const watched = async (id: string): Promise<SubmissionView> => {
      const ended = await remote('watch', id, '--json');
      expect(ended.status).toBe(0);
      return JSON.parse(ended.stdout) as SubmissionView;
    };

    /** The same two manifests as a folder, a file, a .zip and a .tar.gz. */
    function inEveryForm(): string[] {
      const source = join(folder, 'entry');
      mkdirSync(source, { recursive: true });
      writeFileSync(join(source, 'web.yaml'), deployment(4));
      writeFileSync(join(folder, 'web.yaml'), deployment(4));
      writeFileSync(join(folder, 'entry.zip'), zipSync({ 'web.yaml': readFileSync(join(source, 'web.yaml')) }));
      execFileSync('tar', ['-czf', join(folder, 'entry.tar.gz'), '-C', source, 'web.yaml']);
      return ['entry', 'web.yaml', 'entry.zip', 'entry.tar.gz'].map((name) => join(folder, name));
    }

    it('takes a folder, a file, a .zip and a .tar.gz to the same record as the command line gives, which verifies', async () => {
      await openContest('forms', [1, 2]);
      const forms = inEveryForm();
      const submissions = await Promise.all(forms.map((form) => submit(form, 'forms')));
      const scored = await Promise.all(submissions.map((submission) => watched(submission.id)));
      expect(scored.map((submission) => submission.state)).toEqual(forms.map(() => 'scored'));
      for (const seed of [1, 2]) {
        const local = JSON.parse((await regatta(['judge', forms[0] as string, '--scenario', SCENARIO, '--seed', String(seed), '--json'])).stdout) as {
          recordDigest: string;
          entryDigest: string;
          verdict: string;
        };
        expect(local.verdict).toBe('completed');
        for (const submission of scored) {
          const run = submission.runs.find((one) => one.seed === seed);
          const judged = (await (await call('GET', `/runs/${run?.id}`)).json()) as { recordDigest: string; verdict: string };
          expect([submission.entryDigest, judged.verdict, judged.recordDigest]).toEqual([local.entryDigest, local.verdict, local.recordDigest]);
        }
      }
      const record = join(folder, 'record.json');
      writeFileSync(record, Buffer.from(await (await call('GET', `/runs/${scored[0]?.runs[0]?.id}/record`)).arrayBuffer()));
      expect(await regatta(['verify', record])).toMatchObject({ status: 0 });
      const timeline = (await (await call('GET', `/runs/${scored[0]?.runs[0]?.id}/timeline`)).json()) as { timeline: { startUs: readonly number[] } };
      expect(timeline.timeline.startUs.length).toBeGreaterThan(10);
    });

    if (backend.redis)
      it('keeps its queue out of the database', async () => {
        expect(await database?.query(`SELECT 1 FROM information_schema.schemata WHERE schema_name = 'bullmq'`)).toEqual([]);
      });

    it('shows what was judged on the leaderboard, one row a team', async () => {
      const board = JSON.parse((await remote('leaderboard', 'forms', '--json')).stdout) as { standings: readonly { team: { name: string } }[] };
      expect(board.standings.map((standing) => standing.team.name)).toEqual(['newcomers']);
      expect((await remote('leaderboard', 'forms')).stdout).toContain('newcomers');
    });

    it('loses nothing and doubles nothing when a judge is killed while it replays', async () => {
      await openContest('killed', [1, 2, 3, 4, 5, 6]);
      const before = judges();
      const submissions = await Promise.all([1, 2, 3].map((replicas) => submit(entryOf(replicas), 'killed')));
      await killWhileTheyReplay(before, 'killed');
      const scored = await Promise.all(submissions.map((submission) => watched(submission.id)));
      const runs = scored.flatMap((submission) => submission.runs);
      expect(runs.map((run) => [run.state, run.verdict])).toEqual(runs.map(() => ['scored', 'completed']));
      expect(new Set(runs.map((run) => run.id)).size).toBe(18);
      expect(Math.max(...runs.map((run) => run.attempt))).toBeGreaterThan(1);
      expect(before.filter((pid) => judges().includes(pid))).toEqual([]);
      expect(said.sort()).toEqual(['judge-1', 'judge-2'].map((name) => `${name} ended unexpectedly; starting it again`));
      expect(gaveUp).toEqual([]);
    });

    const isLeased = async (contest: string): Promise<boolean> => {
      const { items } = (await (await call('GET', `/submissions?contest=${contest}`)).json()) as { items: SubmissionView[] };
      return items.some((submission) => submission.runs.some((run) => run.state === 'leased'));
    };

    /** Stopped first: what they hold when they cannot go on is what they hold when they die. */
    async function killWhileTheyReplay(pids: readonly number[], contest: string): Promise<void> {
      const signal = (name: NodeJS.Signals): void => pids.forEach((pid) => process.kill(pid, name));
      for (;;) {
        // Slower than what an address may ask in a minute, faster than a replay.
        while (!(await isLeased(contest))) await sleep(50);
        signal('SIGSTOP');
        // What they told the database before that arrives.
        await sleep(100);
        if (await isLeased(contest)) return signal('SIGKILL');
        signal('SIGCONT');
      }
    }

    const entryOf = (replicas: number): string => {
      const path = join(folder, `web-${replicas}.yaml`);
      writeFileSync(path, deployment(replicas));
      return path;
    };

    /** Of this platform: its processes carry its port. */
    const judges = (): number[] =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => {
          try {
            const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
            return command.includes('/apps/judge/main.js') && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`\0PORT=${new URL(platform.url).port}\0`);
          } catch {
            return false;
          }
        });
  });
