import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunRecord } from '#core/run';

const ROOT = join(__dirname, '../..');
const CLI = join(ROOT, 'regatta');
const SCENARIO = join(ROOT, 'scenarios/bin-packing/scenario.yaml');
const LANGUAGES = ['javascript', 'typescript', 'python'];
const DOCKER = process.env['REGATTA_TEST_DOCKER_SOCKET'];
/** How long it may take on a machine that is busy with other things. */
const PATIENCE_MS = 600_000;
const withDocker = DOCKER === undefined ? it.skip : it;

jest.setTimeout(PATIENCE_MS);

describe('a plugin project', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-plugin-'));
    for (const language of LANGUAGES) {
      expect(regatta('init', 'scheduler', language, '--language', language)).toMatchObject({ status: 0 });
      judged(language, '--unsandboxed');
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const regatta = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(CLI, words, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...(DOCKER === undefined ? {} : { DOCKER_HOST: `unix://${DOCKER}` }) },
    });
    return { status, stdout, stderr };
  };
  const judged = (entry: string, ...words: string[]): RunRecord => {
    const file = join(folder, `${entry.replaceAll('/', '-')}.json`);
    const { status, stdout, stderr } = regatta('judge', entry, '--scenario', SCENARIO, '--json', '--record', file, ...words);
    if (status !== 0) throw new Error(`exit ${status}: ${stderr}${stdout}`);
    return JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
  };

  const plain = (language: string) => JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as RunRecord;

  it.each(LANGUAGES)('in %s is judged as soon as it is begun, and verified without it', (language) => {
    const record = plain(language);
    expect(record).toMatchObject({ verdict: 'completed', cause: null });
    expect(record.metrics?.placement.podsPlaced).toBeGreaterThan(200);
    expect(regatta('verify', `${language}.json`)).toMatchObject({ status: 0 });
  });

  it('decides the same in JavaScript and in Python, down to the digest of the log', () => {
    expect(plain('javascript').log.digest).toBe(plain('python').log.digest);
  });

  it('has tests that pass', () => {
    for (const language of ['javascript', 'typescript'])
      expect(spawnSync('npm', ['test'], { cwd: join(folder, language), encoding: 'utf8' })).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/# pass 1|ok 1/) as string,
      });
    // It leaves compiled files behind, which are no part of the entry that is judged below.
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '' };
    expect(spawnSync('python3', ['-m', 'unittest'], { cwd: join(folder, 'python'), encoding: 'utf8', env })).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, 'python/__pycache__'))).toBe(true);
  });

  it('has types that hold', () => {
    const tsc = join(ROOT, 'node_modules/typescript-native/bin/tsc');
    expect(spawnSync('node', [tsc, '--noEmit'], { cwd: join(folder, 'typescript'), encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
  });

  it('is never written over', () => {
    expect(regatta('init', 'scheduler', 'javascript')).toMatchObject({ status: 2, stderr: expect.stringContaining('not empty') });
  });

  withDocker.each(LANGUAGES)('in %s gives the same record in a sandbox, twice', (language) => {
    const { recordDigest } = plain(language);
    expect(judged(language, '--twice').recordDigest).toBe(recordDigest);
  });

  it('says why it cannot be judged where there is no container engine, and how it can', () => {
    const { status, stderr } = spawnSync(CLI, ['judge', 'javascript', '--scenario', SCENARIO], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, DOCKER_HOST: 'unix:///nowhere' },
    });
    expect([status, stderr]).toEqual([3, expect.stringMatching(/no container engine answers[^]*apt-get install docker.io[^]*--unsandboxed/)]);
  });
});

describe('the SDK', () => {
  it('in JavaScript passes its tests', () => {
    execFileSync('node', ['--test', join(ROOT, 'sdk/javascript/test/')], { stdio: 'pipe' });
  });
  it('in Python passes its tests', () => {
    execFileSync('python3', ['-m', 'unittest', 'discover', '-s', 'tests'], { cwd: join(ROOT, 'sdk/python'), stdio: 'pipe' });
  });
});

describe('the examples', () => {
  // Calls over HTTP take their time: fewer pods.
  const SHORT = join(mkdtempSync(join(tmpdir(), 'rgt-scenario-')), 'scenario.yaml');
  writeFileSync(SHORT, readFileSync(SCENARIO, 'utf8').replace('horizon: 10m', 'horizon: 1m').replace('count: 3000', 'count: 60'));
  afterAll(() => rmSync(dirname(SHORT), { recursive: true }));

  const placedBy = (name: string, scenario = SCENARIO): number => {
    const entry = join(ROOT, 'examples/plugins', name);
    const text = execFileSync(CLI, ['judge', entry, '--scenario', scenario, '--seed', '1', '--json', '--unsandboxed'], { encoding: 'utf8' });
    const { verdict, metrics } = JSON.parse(text) as RunRecord;
    expect(verdict).toBe('completed');
    return metrics?.placement.podsPlaced ?? 0;
  };

  it.each(['spread', 'min-cost-flow', 'autoscaler'])('%s places pods', (name) => expect(placedBy(name)).toBeGreaterThan(200));

  it('that looks at fragmentation packs more than the one that fits best', () => expect(placedBy('fragmentation')).toBeGreaterThan(placedBy('best-fit')));

  it('that is a WebAssembly module gives the same record in a sandbox as without one, and is verified', () => {
    const file = join(dirname(SHORT), 'module.json');
    const digests = [['--unsandboxed', '--record', file], ...(DOCKER === undefined ? [] : [['--twice']])].map((more) => {
      const words = ['judge', join(ROOT, 'examples/plugins/roomiest-wasm'), '--scenario', SCENARIO, '--json', ...more];
      const env = { ...process.env, ...(DOCKER === undefined ? {} : { DOCKER_HOST: `unix://${DOCKER}` }) };
      return (JSON.parse(execFileSync(CLI, words, { encoding: 'utf8', env })) as RunRecord).recordDigest;
    });
    const record = JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
    expect(record.verdict).toBe('completed');
    expect(record.metrics?.placement.podsPlaced).toBeGreaterThan(100);
    expect(new Set([...digests, record.recordDigest]).size).toBe(1);
    expect(spawnSync(CLI, ['verify', file])).toMatchObject({ status: 0 });
  });

  it('that is an extender places pods', () => expect(placedBy('extender', SHORT)).toBe(60));

  withDocker('that is an extender is called in its sandbox as it is called without one', () => {
    const digests = [[], ['--unsandboxed']].map((more) => {
      const words = ['judge', join(ROOT, 'examples/plugins/extender'), '--scenario', SHORT, '--seed', '2', '--json', ...more];
      const text = execFileSync(CLI, words, { encoding: 'utf8', env: { ...process.env, DOCKER_HOST: `unix://${DOCKER}` } });
      return (JSON.parse(text) as RunRecord).recordDigest;
    });
    expect(digests[0]).toBe(digests[1]);
  });
});
