import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type EntryFile, parseEntry, type PluginEntry } from '#core/entry';
import type { RunRecord } from '#core/run';
import { linkSession, type SandboxHost, type SessionBudget, USUAL_BUDGET } from '#io/sandbox';

const ROOT = join(__dirname, '../..');
const THREAD = join(ROOT, 'dist/apps/cli/plugin/plugin-thread.js');
const THREAD_EXIT_MS = 600_000;

/** Short, so that what hangs is ended while somebody watches. Only how long the tests take depends on it. */
export const SHORT: SessionBudget = { ...USUAL_BUDGET, startWallMs: 20_000, answerWallMs: 5_000, totalWallMs: 40_000, cpuMs: 5_000 };

export interface Judged {
  readonly record: RunRecord;
  readonly stderr: string;
}

/** Pods that come one after the other; over within a second. */
export const PACKING = scenario('bin-packing', [
  ['horizon: 10m', 'horizon: 40s'],
  ['count: 3000', 'count: 60'],
]);
/** A service under traffic. */
export const SERVICE = scenario('steady-web', [
  [/horizon: \w+/, 'horizon: 2m'],
  [/warmup: \w+/, 'warmup: 20s'],
  [/at: \w+\n {4}for: \w+/, 'at: 100s\n    for: 10s'],
]);
/** Half of the machines fail, and the control plane learns of it. */
export const WITH_A_FAULT = scenario('steady-web', []);

function scenario(name: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((text, [from, to]) => text.replace(from, to), readFileSync(join(ROOT, 'scenarios', name, 'scenario.yaml'), 'utf8'));
}

export function hostileEntry(program: string): PluginEntry {
  const text = readFileSync(join(__dirname, 'programs', program), 'utf8');
  const isPython = program.endsWith('.py');
  const file = isPython ? 'main.py' : 'main.js';
  const files: EntryFile[] = [
    { path: file, text },
    { path: 'regatta.yaml', text: `runtime: ${isPython ? 'python' : 'node'}\ncommand: [${isPython ? 'python3' : 'node'}, ${file}]\n` },
    ...(isPython ? [] : [{ path: 'package.json', text: '{"type":"module"}' }]),
  ];
  const outcome = parseEntry(files);
  if (!outcome.ok || outcome.value.division !== 'scheduler') throw new Error(`${program} is no plugin`);
  return outcome.value;
}

export const judgeHostile = (host: SandboxHost, program: string, scenarioText = PACKING, budget = SHORT): Promise<Judged> =>
  judgeEntry(host, hostileEntry(program), scenarioText, budget);

/** Judges one entry as a judge does: a fresh sandbox, a replay in a thread, and everything taken away again. */
export async function judgeEntry(host: SandboxHost, entry: PluginEntry, scenarioText: string, budget = USUAL_BUDGET): Promise<Judged> {
  const session = await host.begin(entry, budget);
  const link = linkSession(session);
  const workerData = { scenarioText, files: entry.files, seed: 1, link };
  const thread = new Worker(THREAD, { workerData, transferList: [link.port], execArgv: [] });
  try {
    const record = await new Promise<RunRecord>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the judge hangs')), THREAD_EXIT_MS);
      thread.on('message', (news: { kind: string; record: RunRecord }) => {
        if (news.kind !== 'record') return;
        clearTimeout(late);
        resolve(news.record);
      });
      thread.on('error', reject);
    });
    return { record, stderr: session.stderr };
  } finally {
    await Promise.all([thread.terminate(), session.close()]);
  }
}
