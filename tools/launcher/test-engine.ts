import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dieWithParent } from './postgres-binaries.js';

const PROGRAMS = ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'];

/** Where the container engine's server is installed; undefined: it is not. */
export const findDockerd = (): string | undefined => PROGRAMS.find((path) => existsSync(path));

/**
 * Run as PID 1 of namespaces of its own. /run is covered, so that this engine neither finds the containerd of another engine nor leaves
 * its shims' sockets there; the init program reaps what containers leave behind.
 */
const INSIDE = `set -e
mount -t tmpfs tmpfs /run
for init in docker-init tini; do
  if command -v $init >/dev/null; then exec $init -s -- "$@"; fi
done
exec "$@"`;

/**
 * A Docker engine for the tests alone, reached by a unix socket in `folder`.
 *
 * It has its own network, mount and process namespaces: another engine's bridges and firewall rules are out of its sight, and when its
 * PID 1 ends the kernel ends every shim and container and takes mounts and networks along, however the launcher died. Control groups
 * have no such owner, so they hang below one parent of ours and are removed at the end. It has no default bridge: a container
 * has no network or one that its test made.
 */
export class TestEngine {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(
    private readonly dockerd: string,
    private readonly folder: string,
  ) {}

  get socket(): string {
    return join(this.folder, 'docker.sock');
  }

  /** Throws where the kernel does not let this user have the namespaces, or the engine does not start. */
  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const config = join(this.folder, 'daemon.json');
    writeFileSync(config, '{}');
    const namespaces = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const words = [...dieWithParent('KILL'), ...namespaces, 'sh', '-c', INSIDE, 'sh', this.dockerd, ...this.serverArguments(config)];
    const child = spawn(words[0] as string, words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
    const keep = (data: Buffer) => (this.output = (this.output + data.toString()).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(String(error))));
    this.child = child;
    try {
      await this.untilItAnswers(child);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** As after a power cut: what ran has ended, what the engine keeps on disk is there. */
  async restart(): Promise<void> {
    await this.end();
    // Process numbers begin anew in the next namespace: those in the files are somebody else's there.
    for (const file of ['docker.pid', 'exec/containerd/containerd.pid']) rmSync(join(this.folder, file), { force: true });
    await this.start();
  }

  private async end(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await removeControlGroups(this.folder);
  }

  /** Ends it with every container; nothing of it is left. */
  async stop(): Promise<void> {
    await this.end();
    // The kernel may still be taking the namespaces down, and with them the mounts that hold these files.
    for (let tries = 0; existsSync(this.folder); tries++) {
      try {
        rmSync(this.folder, { recursive: true, force: true });
      } catch (error) {
        if (tries === 100) throw error;
        await sleep(50);
      }
    }
  }

  private serverArguments(config: string): string[] {
    return [
      `--config-file=${config}`,
      `--host=unix://${this.socket}`,
      `--data-root=${join(this.folder, 'data')}`,
      `--exec-root=${join(this.folder, 'exec')}`,
      `--pidfile=${join(this.folder, 'docker.pid')}`,
      `--cgroup-parent=/${controlGroupOf(this.folder)}`,
      // systemd cannot be asked from other namespaces.
      '--exec-opt=native.cgroupdriver=cgroupfs',
      '--bridge=none',
      '--userland-proxy=false',
      '--log-level=error',
    ];
  }

  private async untilItAnswers(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the container engine did not start: ${lastLine(this.output)}`);
      if (await answers(this.socket)) return;
      await sleep(50);
    }
    throw new Error(`the container engine did not answer within 60 s: ${lastLine(this.output)}`);
  }
}

const controlGroupOf = (folder: string): string => `regatta-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;

/** The parents of an engine's control groups: one with version 2 of them, one for each controller with version 1. */
export function controlGroupsOf(folder: string): string[] {
  const mount = '/sys/fs/cgroup';
  if (!existsSync(mount)) return [];
  return [mount, ...readdirSync(mount).map((name) => join(mount, name))].map((path) => join(path, controlGroupOf(folder))).filter((path) => existsSync(path));
}

/** Removes what is left of an engine's control groups; its processes may still be ending. */
export async function removeControlGroups(folder: string): Promise<void> {
  for (let tries = 0; controlGroupsOf(folder).length > 0 && tries < 100; tries++) {
    for (const path of controlGroupsOf(folder)) removeControlGroup(path);
    await sleep(tries === 0 ? 0 : 50);
  }
}

/** Its files are the kernel's; only folders are removed, the innermost first, and not while a process is in one. */
function removeControlGroup(path: string): void {
  for (const name of readdirSync(path)) if (statSync(join(path, name)).isDirectory()) removeControlGroup(join(path, name));
  try {
    rmdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/_ping', timeout: 5_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';
