import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages } from './debian-packages.js';
import { startTestServices, type TestServices } from './test-services.js';

interface Stage {
  readonly projects: readonly string[];
  readonly args: readonly string[];
  /** Gives way to whatever else runs. */
  readonly isPatient?: boolean;
}

/**
 * Lanes of a step run side by side, stages of a lane one after the other. Those that share services run one file after the other, and
 * wait more than they compute: pure tests have the rest of the machine meanwhile. Clusters that nobody measures have engines of their own,
 * beside those that are measured. What a platform measures, on a host that must be as quiet as it asks for, runs by itself.
 */
const PURE: Stage = { projects: ['unit', 'conformance'], args: ['--maxWorkers=2'], isPatient: true };
const SHARED: Stage = { projects: ['contract', 'e2e'], args: ['--runInBand'] };
/** Waits for programs that never answer; its containers have owners of their own. */
const HOSTILE: Stage = { projects: ['hostile'], args: ['--runInBand'] };
/** Has platforms of its own, and images of them. */
const SETUP: Stage = { projects: ['setup'], args: ['--runInBand'] };
/** Has a platform of its own. */
const PAGES: Stage = { projects: ['browser'], args: ['--runInBand'] };
const COMMANDS: Stage = { projects: ['commands'], args: ['--runInBand'] };
const MEASURED: Stage = { projects: ['live'], args: ['--runInBand'] };
const UNMEASURED: Stage = { projects: ['clusters'], args: ['--runInBand'], isPatient: true };
/** Simulated runs, minutes of them: clusters that are measured leave processors idle most of the time, and have the right of way. */
const REGRESSION: Stage = { projects: ['regression'], args: ['--runInBand'], isPatient: true };
/** Has a database of its own to kill. */
const CHAOS: Stage = { projects: ['chaos'], args: ['--runInBand'], isPatient: true };
const ALONE: Stage = { projects: ['road'], args: ['--runInBand'] };
const STEPS: readonly (readonly (readonly Stage[])[])[] = [
  [[PURE], [SHARED, PAGES], [SETUP], [HOSTILE, COMMANDS]],
  [[MEASURED], [UNMEASURED, CHAOS], [REGRESSION]],
  [[ALONE]],
];
const PROJECTS = STEPS.flat(2).flatMap((stage) => stage.projects);

const HELP = `Usage: ./regatta test [checks|unit|conformance|regression|contract|e2e|setup|hostile|browser|commands|live|clusters|road|chaos …] [-- jest arguments]

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
  const known = ['checks', ...PROJECTS];
  if (names.some((name) => !known.includes(name))) {
    console.error(HELP);
    return names.includes('--help') || names.includes('-h') ? 0 : 2;
  }
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  const totals: Totals = { passed: 0, failed: 0, skipped: [] };

  if (wanted('checks') && (await run('node', ['tools/check.mjs'], root, {})) !== 0) totals.failed += 1;
  const needsServices = PROJECTS.some((name) => !PURE.projects.includes(name) && wanted(name));
  if (needsServices) totals.skipped.push(...installDebianPackages());
  const services = needsServices ? await startTestServices(root) : undefined;
  totals.skipped.push(...(services?.missing ?? []));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopEarly(services).finally(() => process.exit(130)));
  try {
    const runStage = async ({ projects, args: own, isPatient = false }: Stage) => {
      const chosen = projects.filter(wanted);
      const words = [...own, ...passed, '--selectProjects', ...chosen];
      if (chosen.length > 0) await runJest(root, words, services?.environment ?? {}, totals, isPatient);
    };
    const runLane = async (lane: readonly Stage[]) => {
      for (const stage of lane) await runStage(stage);
    };
    for (const step of STEPS) await Promise.all(step.map(runLane));
  } finally {
    await services?.stop();
  }
  if (totals.skipped.length > 0) console.log(`\nSkipped:\n${totals.skipped.map((line) => `  - ${line}`).join('\n')}`);
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped`);
  return totals.failed === 0 ? 0 : 1;
}

/** What runs now: it goes first when the tests are told to stop, so that nothing uses services that are gone. */
const running = new Set<ChildProcess>();

async function run(command: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>): Promise<number> {
  // A group of its own: Jest's workers go with it.
  const child = spawn(command, args, { cwd, stdio: 'inherit', detached: true, env: { ...process.env, ...environment } });
  running.add(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  running.delete(child);
  return code ?? 1;
}

async function stopEarly(services: TestServices | undefined): Promise<void> {
  for (const child of [...running]) {
    if (child.pid === undefined) continue;
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

async function runJest(
  root: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  totals: Totals,
  isPatient: boolean,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-jest-'));
  const report = join(folder, 'report.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const words = [...(isPatient ? ['nice'] : []), 'node', jest, '--passWithNoTests', '--json', `--outputFile=${report}`, ...args];
  const code = await run(words[0] as string, words.slice(1), root, { TZ: 'UTC', ...environment });
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
