import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const UP_MS = 240_000;

export interface PlatformUnderTest {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** The platform that the environment names, or one started with `./regatta up` in a folder of its own. */
export async function startPlatformUnderTest(): Promise<PlatformUnderTest> {
  const { REGATTA_TEST_URL: url, REGATTA_TEST_TOKEN: token } = process.env;
  if (url !== undefined && token !== undefined) return { url: url.replace(/\/$/, ''), token, stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'rgt-browser-'));
  const child = spawn(join(ROOT, 'regatta'), ['up', '--port', '0', '--data', folder], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await addressOf(child)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether there is anything to test: a named platform, or what it takes to start one. */
export const hasPlatform = (): boolean =>
  process.env['REGATTA_TEST_URL'] !== undefined ||
  (existsSync(join(ROOT, 'regatta')) && ['api', 'judge', 'scorer'].every((app) => existsSync(join(ROOT, 'apps', app, 'main.ts'))));

function addressOf(child: ChildProcess): Promise<{ url: string; token: string }> {
  return new Promise((found, failed) => {
    let output = '';
    const timer = setTimeout(() => failed(new Error(`./regatta up printed no address:\n${output}`)), UP_MS);
    const read = (data: Buffer) => {
      output += data.toString();
      const [, url, token] = /(https?:\/\/[^\s/]+)\/#token=(\S+)/.exec(output) ?? [];
      if (url === undefined || token === undefined) return;
      clearTimeout(timer);
      found({ url, token });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', failed);
    child.on('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`./regatta up ended with ${code}:\n${output}`));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(timer);
}
