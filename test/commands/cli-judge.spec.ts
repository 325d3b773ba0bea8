import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WEB_ENTRY } from '#core/simulator/testing';
import { regattaNow, ROOT } from './command-line.js';

const cli = (...args: string[]) => regattaNow(args);
const SCENARIO = 'scenarios/steady-web/scenario.yaml';

describe('an entry on the command line', () => {
  let folder: string;
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-judge-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is judged twice with one record, which verifies', () => {
    const entry = file('web.yaml', WEB_ENTRY);
    const record = join(folder, 'record.json');
    const first = cli('judge', entry, '--scenario', SCENARIO, '--seed', '2', '--json', '--record', record);
    const second = cli('judge', entry, '--scenario', SCENARIO, '--seed', '2', '--json');
    expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: '' });
    expect(first.stdout).toBe(second.stdout);
    const judgement = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(Object.keys(judgement)).toEqual(['engine', 'entryDigest', 'scenarioDigest', 'seed', 'verdict', 'fault', 'metrics', 'score', 'recordDigest']);
    expect(judgement).toMatchObject({ seed: 2, verdict: 'completed', fault: 'none' });
    expect(cli('verify', record)).toMatchObject({ status: 0, stdout: expect.stringContaining(String(judgement['recordDigest'])) as string });
  });

  it('does not verify when its record was changed', () => {
    const record = join(folder, 'record.json');
    cli('judge', file('web.yaml', WEB_ENTRY), '--scenario', SCENARIO, '--json', '--record', record);
    writeFileSync(record, readFileSync(record, 'utf8').replace('"seed":1', '"seed":3'));
    expect(cli('verify', record).status).toBe(1);
  });

  it.each([
    ['not JSON', '{'],
    ['another document', '{"format": 2}'],
  ])('does not verify a record that is %s', (_, text) => {
    expect(cli('verify', file('record.json', text))).toMatchObject({ status: 1, stdout: '' });
  });

  it('is judged the same as a file and as a folder with that file', () => {
    const alone = cli('judge', file('web.yaml', WEB_ENTRY), '--scenario', SCENARIO, '--json');
    const inFolder = cli('judge', folder, '--scenario', SCENARIO, '--json');
    expect(inFolder.stdout).toBe(alone.stdout);
  });

  it('is printed for people with its verdict, its stages and its digests', () => {
    const { status, stdout } = cli('judge', file('web.yaml', WEB_ENTRY), '--scenario', 'scenarios/steady-web');
    expect(status).toBe(0);
    for (const part of ['verdict   completed', 'within SLO', 'retrieve', 'record    ']) expect(stdout).toContain(part);
  });

  it('is refused before anything runs, every problem with its place on standard error', () => {
    const entry = file(
      'web.yaml',
      WEB_ENTRY.replace('replicas: 4', 'replcas: 4').replace('image: regatta/web', 'image: nginx, securityContext: { privileged: true }'),
    );
    const { status, stdout, stderr } = cli('judge', entry, '--scenario', SCENARIO);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^web\.yaml:5:3: error unknown-field: .*did you mean `replicas`/),
      expect.stringMatching(/^web\.yaml:9:46: error external-image: /),
      expect.stringMatching(/^web\.yaml:9:84: error privileged-container: /),
    ]);
  });

  it('is refused for programs with the verdict `rejected` and its problems', () => {
    const { status, stdout } = cli('judge', file('web.yaml', 'kind: Pod'), '--scenario', SCENARIO, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'rejected',
      fault: 'competitor',
      metrics: null,
      recordDigest: null,
      problems: [{ code: 'wrong-api-version' }],
    });
  });

  it('is validated: an example with its scenario', () => {
    const { status, stdout } = cli('validate', 'examples/kubernetes/resilient', '--scenario', 'scenarios/flash-crowd-zone-loss', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, division: 'kubernetes', problems: [] });
  });

  it('is validated: one that does not fit the scenario', () => {
    cpSync(join(ROOT, 'examples/kubernetes/defaults'), folder, { recursive: true });
    const { status, stderr } = cli('validate', folder, '--scenario', SCENARIO);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^api\.yaml:\d+:\d+: error unknown-app: .*`regatta\/api`/);
  });

  it.each([
    ['no scenario', ['judge', 'web.yaml']],
    ['a seed that is none', ['judge', 'web.yaml', '--scenario', SCENARIO, '--seed', '-1']],
    ['no entry', ['validate']],
    ['no contest', ['submit', 'web.yaml']],
    ['a server that is no address', ['leaderboard', 'demo', '--server', 'here']],
  ])('needs right usage: %s', (_, args) => {
    expect(cli(...args)).toMatchObject({ status: 2, stdout: '' });
  });

  it('that is not there is the caller’s slip, a record that cannot be kept wrong usage', () => {
    expect(cli('validate', join(folder, 'absent')).status).toBe(1);
    expect(cli('judge', file('web.yaml', WEB_ENTRY), '--scenario', SCENARIO, '--record', join(folder, 'no', 'record.json')).status).toBe(2);
  });

  it('cannot be handed to a platform that is not there, and that is the platform’s fault', () => {
    expect(cli('submit', file('web.yaml', WEB_ENTRY), '--contest', 'demo', '--server', 'http://127.0.0.1:9')).toMatchObject({ status: 3, stdout: '' });
  });
});
