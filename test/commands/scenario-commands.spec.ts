import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import initSqlJs from 'sql.js';
import { regattaNow, ROOT } from './command-line.js';

jest.setTimeout(300_000);

const STEADY = join(ROOT, 'scenarios', 'steady-web');

describe('regatta scenario', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-scenario-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  // Given from another folder than the program's, as people do.
  const cli = (...args: string[]) => regattaNow(['scenario', ...args], folder);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const json = (...args: string[]): unknown => JSON.parse(cli(...args, '--json').stdout);

  it('new: a family’s copy lints clean, has no references, and is not overwritten', () => {
    expect(cli('new', 'mine', '--family', 'flash-crowd', '--title', 'Mine').status).toBe(0);
    const text = readFileSync(join(folder, 'mine', 'scenario.yaml'), 'utf8');
    expect(text).toContain('id: mine');
    expect(text).not.toContain('bestKnown');
    // The schema that the first line names is there, and is what `schema` prints.
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)\n/.exec(text) ?? [];
    expect(readFileSync(join(folder, 'mine', schema), 'utf8')).toBe(cli('schema').stdout);
    expect(json('lint', 'mine')).toEqual({ ok: true, problems: [] });
    expect(cli('new', 'mine').status).toBe(2);
    expect(cli('new', 'other', '--family', 'nonsense')).toMatchObject({ status: 2, stderr: expect.stringContaining('flash-crowd') as string });
  });

  it('lint: problems name line, column and what to write; exit code 1', () => {
    const broken = file('broken.yaml', readFileSync(join(STEADY, 'scenario.yaml'), 'utf8').replace('warmup: 45s', 'warmpu: 45s'));
    const { status, stderr } = cli('lint', broken);
    expect(status).toBe(1);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: error unknown-field: .*warmup/);
    expect(json('lint', broken)).toMatchObject({ ok: false, problems: [{ code: 'unknown-field', column: expect.any(Number) as number }] });
  });

  it('preview: a plot for the terminal, a picture, the same numbers as JSON', () => {
    const { status, stdout } = cli('preview', STEADY, '--seed', '2', '--svg', 'load.svg');
    expect(status).toBe(0);
    expect(stdout).toMatch(/p99 {2}load/);
    expect(stdout).toContain('the whole cluster costs');
    expect(readFileSync(join(folder, 'load.svg'), 'utf8')).toMatch(/^<svg[\s\S]*expected p99[\s\S]*<\/svg>$/);
    expect(json('preview', STEADY)).toMatchObject({
      scenario: 'steady-web',
      minutes: expect.any(Array) as unknown[],
      cost: { requests: expect.any(Number) as number },
    });
  });

  it('import: a CSV by its map becomes a scenario; what is exported reads back the same; slips are refused at their place', () => {
    const jobs = file('jobs.csv', 'id,submit,run,cores,mem\na,0,60,2,512\nb,30,90,1,256\n');
    const map = ['--map', 'name=id,at=submit:s,duration=run:s,cpu=cores:cores,memory=mem:Mi'];
    expect(cli('import', '--format', 'csv', jobs, ...map, '--out', 'jobs.yaml', '--export', 'w.csv').status).toBe(0);
    expect(json('lint', 'jobs.yaml')).toMatchObject({ ok: true });
    expect(cli('import', '--format', 'csv', 'w.csv', '--export', 'w2.csv', '--out', 'w.yaml').status).toBe(0);
    expect(readFileSync(join(folder, 'w2.csv'), 'utf8')).toBe(readFileSync(join(folder, 'w.csv'), 'utf8'));
    file('bad.csv', 'id,submit,run,cores,mem\na,soon,60,2,512\n');
    const refused = cli('import', '--format', 'csv', 'bad.csv', ...map);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('bad.csv:2:3: error trace-not-a-number');
    expect(cli('import', '--format', 'nonsense', jobs).status).toBe(2);
  });

  it('import: the Azure packing trace from its SQLite file, compressed or not, says in which table something is wrong', async () => {
    const { Database } = await initSqlJs();
    const database = new Database();
    database.run('CREATE TABLE vm (vmId INTEGER, tenantId INTEGER, vmTypeId INTEGER, priority INTEGER, starttime REAL, endtime REAL)');
    database.run('CREATE TABLE vmType (id INTEGER, vmTypeId INTEGER, machineId INTEGER, core REAL, memory REAL)');
    database.run('INSERT INTO vm VALUES (1, 9, 7, 0, -3.5, 0.5), (2, 9, 7, 1, 0.25, NULL)');
    database.run('INSERT INTO vmType VALUES (0, 7, 1, 0.125, 0.0625)');
    writeFileSync(join(folder, 'packing.sqlite'), database.export());
    writeFileSync(join(folder, 'packing.sqlite.gz'), gzipSync(database.export()));
    for (const name of ['packing.sqlite', 'packing.sqlite.gz'])
      expect(json('import', '--format', 'azure-packing', name, '--compress', '100', '--out', 'p.yaml')).toMatchObject({
        ok: true,
        scenario: 'packing',
        pods: 2,
      });
    database.run(`UPDATE vm SET starttime = 'noon' WHERE vmId = 2`);
    writeFileSync(join(folder, 'bad.sqlite'), database.export());
    const refused = cli('import', '--format', 'azure-packing', 'bad.sqlite');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('bad.sqlite#vm:3:9: error trace-not-a-time') as string]);
    writeFileSync(join(folder, 'cut.sqlite'), database.export().subarray(0, 3000));
    expect(cli('import', '--format', 'azure-packing', 'cut.sqlite')).toMatchObject({ status: 1, stderr: expect.stringContaining('cut.sqlite:1:1') as string });
  });

  it('twin, commit, reveal: the commitment is the SHA-256 of the file', () => {
    const made = json('twin', STEADY, '--id', 'hidden-b', '--out', 'hidden.yaml') as { commitment: string };
    expect(made.commitment).toBe(
      createHash('sha256')
        .update(readFileSync(join(folder, 'hidden.yaml')))
        .digest('hex'),
    );
    expect(cli('commit', 'hidden.yaml').stdout.trim()).toBe(made.commitment);
    expect(cli('reveal', 'hidden.yaml', '--commitment', made.commitment).status).toBe(0);
    writeFileSync(join(folder, 'hidden.yaml'), `${readFileSync(join(folder, 'hidden.yaml'), 'utf8')}#`);
    expect(cli('reveal', 'hidden.yaml', '--commitment', made.commitment).status).toBe(1);
  });

  it('entries, references, verify: written, frozen, and unfit with the reason', () => {
    expect(cli('entries', STEADY, '--out', 'entries').status).toBe(0);
    expect(existsSync(join(folder, 'entries', 'defaults', 'web.yaml'))).toBe(true);
    // Small, calm and without faults: there is nothing to be better at.
    const dull = readFileSync(join(STEADY, 'scenario.yaml'), 'utf8')
      .replace(/ {2}references:[\s\S]*?\n\n/, '\n')
      .replace('160/s', '5/s')
      .replace(/faults:[\s\S]*?\n\n/, '');
    const path = file('dull.yaml', dull);
    expect(cli('references', path).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/references:\n {4}baseline: \{ latency: /);
    const { status, stdout } = cli('verify', path, '--seeds', '2', '--against', path, '--json');
    const result = JSON.parse(stdout) as { fit: boolean; reasons: { code: string }[]; cheats: { name: string }[] };
    expect(result.cheats.map((cheat) => cheat.name)).toContain('reject load');
    expect([status, result.fit]).toEqual([1, false]);
    expect(result.reasons.length).toBeGreaterThan(0);
  });
});
