import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeStaleFolders } from './clean-up.js';
import { lowerWeights } from './raise-weight.js';

describe('what a judge that was killed left beside the engine', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'rgt-clean-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('is weight that it raised, and no other', () => {
    const weights: Readonly<Record<string, string>> = {
      'cpu/docker/cpu.shares': '16384',
      'docker/cpu.weight': '2000',
      'system.slice/cpu.weight': '300',
      'user.slice/cpu.weight': '2000',
    };
    for (const [path, weight] of Object.entries(weights)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), `${weight}\n`);
    }
    lowerWeights(root);
    expect(Object.keys(weights).map((path) => readFileSync(join(root, path), 'utf8').trim())).toEqual(['1024', '100', '300', '2000']);
  });

  it('is folders that it compiled in, not those that somebody may be compiling in', () => {
    const now = Date.now();
    for (const [name, hours] of [
      ['regatta-workload-old', 2],
      ['regatta-workload-new', 0],
      ['others', 9],
    ] as const) {
      mkdirSync(join(root, name));
      utimesSync(join(root, name), new Date(now), new Date(now - hours * 3_600_000));
    }
    removeStaleFolders(root, now);
    expect(readdirSync(root).sort()).toEqual(['others', 'regatta-workload-new']);
  });
});
