import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages } from './debian-packages.js';
import { startTestServices, type TestServices } from './test-services.js';

/** Pure tests run side by side; those that share services run one file after the other. */
const STAGES = [
  { projects: ['unit', 'conformance', 'regression'], args: ['--maxWorkers=2'] },
  { projects: ['contract', 'e2e', 'hostile', 'live', 'browser', 'chaos'], args: ['--runInBand'] },
] as const;

const HELP = `Usage: ./regatta test [checks|unit|conformance|regression|contract|e2e|hostile|live|browser|chaos …] [-- jest arguments]

Without names: everything, from nothing. Starts the PostgreSQL, Redis and container engine it needs and ends them.`;

interface Totals {
  passed: number;
  failed: number;
  readonly skipped: string[];
}

/** Exit code: 0 all passed, 1 something failed, 2 wrong usage. */
export async function test(args: readonly string[], root: string): Promise<number> {
  const split = args.indexOf('--');
  const names = split < 0 ? args : args.slice(0, split);
  const passed = split < 0 ? [] : args.slice(split + 1);
  const known = ['checks', ...STAGES.flatMap((stage) => [...stage.projects])];
  if (names.some((name) => !known.includes(name))) {
    console.error(HELP);
    return names.includes('--help') || names.includes('-h') ? 0 : 2;
  }
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  const totals: Totals = { passed: 0, failed: 0, skipped: [] };

  if (wanted('checks') && (await run('node', ['tools/check.mjs'], root, {})) !== 0) totals.failed += 1;
  const needsServices = STAGES[1].projects.some(wanted);
  if (needsServices) totals.skipped.push(...installDebianPackages());
  const services = needsServices ? await startTestServices(root) : undefined;
  totals.skipped.push(...(services?.missing ?? []));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopEarly(services).finally(() => process.exit(130)));
  try {
    for (const stage of STAGES) {
      const projects = stage.projects.filter(wanted);
      if (projects.length > 0) await runJest(root, [...stage.args, ...passed, '--selectProjects', ...projects], services?.environment ?? {}, totals);
    }
  } finally {
    await services?.stop();
  }
  if (totals.skipped.length > 0) console.log(`\nSkipped:\n${totals.skipped.map((line) => `  - ${line}`).join('\n')}`);
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped`);
  return totals.failed === 0 ? 0 : 1;
}

/** What runs now: it goes first when the tests are told to stop, so that nothing uses services that are gone. */
let running: ChildProcess | undefined;

async function run(command: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>): Promise<number> {
  // A group of its own: Jest's workers go with it.
  const child = spawn(command, args, { cwd, stdio: 'inherit', detached: true, env: { ...process.env, ...environment } });
  running = child;
  const [code] = (await once(child, 'exit')) as [number | null];
  running = undefined;
  return code ?? 1;
}

async function stopEarly(services: TestServices | undefined): Promise<void> {
  const child = running;
  if (child?.pid !== undefined) {
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
  await services?.stop();
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

async function runJest(root: string, args: readonly string[], environment: Readonly<Record<string, string>>, totals: Totals): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-jest-'));
  const report = join(folder, 'report.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const code = await run('node', [jest, '--passWithNoTests', '--json', `--outputFile=${report}`, ...args], root, { TZ: 'UTC', ...environment });
  try {
    const read = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
    totals.passed += read.numPassedTests;
    totals.failed += read.numFailedTests + read.numRuntimeErrorTestSuites;
    if (code !== 0 && read.numFailedTests + read.numRuntimeErrorTestSuites === 0) totals.failed += 1;
    for (const result of read.testResults) for (const one of result.assertionResults) if (one.status === 'pending') totals.skipped.push(one.fullName);
  } catch {
    totals.failed += 1;
    console.error('regatta: Jest ended without a report');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
