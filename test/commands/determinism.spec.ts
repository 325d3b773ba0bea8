import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEntry } from '#core/entry';
import { parseScenario } from '#core/scenario';
import { replay } from '#core/simulator';
import { unpackPath } from '#io/artifacts';
import { regatta, ROOT, type Surroundings } from './command-line.js';

jest.setTimeout(300_000);

const SCENARIO = resolve(ROOT, 'scenarios', 'flash-crowd-zone-loss');
const EXAMPLES = resolve(ROOT, 'examples', 'kubernetes');
describe('one entry, one scenario, one seed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-same-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const PATH = process.env['PATH'] ?? '';

  /** What must not matter: language, time zone, place, home, heap, iteration of hash tables, random numbers. */
  const ELSEWHERE: Surroundings = { cwd: folder, env: { PATH, LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Chatham' } };
  const OTHERWISE: Surroundings = { nodeArguments: ['--hash-seed=4711', '--random-seed=1', '--max-semi-space-size=1', '--max-old-space-size=700'] };

  it.each([
    ['defaults', [ELSEWHERE]],
    ['resilient', [{}, ELSEWHERE, OTHERWISE]],
    ['thrifty', [OTHERWISE]],
  ] as const)('give %s one record: here with its files in another order, and in processes in other surroundings', async (entry, surroundings) => {
    const here = recordHere((await filesOf(entry)).toReversed());
    for (const one of surroundings) {
      const ended = await regatta(['judge', join(EXAMPLES, entry), '--scenario', SCENARIO, '--seed', '2', '--json'], one);
      expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'completed', recordDigest: here });
    }
  });

  async function filesOf(entry: string) {
    const files = await unpackPath(join(EXAMPLES, entry));
    if (!files.ok) throw new Error(JSON.stringify(files.problems));
    return files.value;
  }

  /** In this process, which has judged others before. */
  function recordHere(files: Parameters<typeof parseEntry>[0]): string {
    const scenario = parseScenario(readFileSync(join(SCENARIO, 'scenario.yaml'), 'utf8'), 'scenario.yaml');
    const parsed = parseEntry(files);
    if (!scenario.ok || !parsed.ok) throw new Error('an example cannot be read');
    return replay({ scenario: scenario.value, entry: parsed.value, seed: 2 }).recordDigest;
  }
});
