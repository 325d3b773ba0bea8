import type Docker from 'dockerode';
import { PassThrough } from 'node:stream';
import { LiveFault } from './open-engine.js';

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly stdin?: string | Buffer | undefined;
  readonly env?: readonly string[];
  readonly timeoutMs?: number;
}

/** Runs a command inside a container and waits for it. */
export async function execIn(container: Docker.Container, command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: [...command],
    Env: [...(options.env ?? [])],
    AttachStdin: options.stdin !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: options.stdin !== undefined });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([textOf(stdout), textOf(stderr)]);
  container.modem.demuxStream(stream, stdout, stderr);
  const over = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stream.destroy();
      reject(new LiveFault('command-failed', `${command.slice(0, 3).join(' ')} took more than ${options.timeoutMs ?? 60_000} ms`));
    }, options.timeoutMs ?? 60_000);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    stream.once('end', end).once('close', end).once('error', end);
  });
  if (options.stdin !== undefined) stream.end(options.stdin);
  await over;
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  const { ExitCode } = await exec.inspect();
  return { code: ExitCode ?? -1, stdout: out, stderr: err };
}

/** The same, where anything but success is a fault of the host. */
export async function mustExecIn(container: Docker.Container, command: readonly string[], options: ExecOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await execIn(container, command, options);
  if (code !== 0) throw new LiveFault('command-failed', `${command.slice(0, 4).join(' ')}: ${(stderr || stdout).trim().slice(-400)}`);
  return stdout;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
