import type Docker from 'dockerode';
import { PassThrough } from 'node:stream';
import { readLines, writeLine } from '../programs/lines.js';

/** Lines of JSON to and from the first process of a container, by attach: no address is ever dialled. */
export class LineChannel {
  /** What the program wrote to standard error, its last part. */
  errors = '';

  private constructor(
    private readonly stream: NodeJS.ReadWriteStream,
    readonly closed: Promise<void>,
  ) {}

  /** Attach before the container is started, so that no line is missed. */
  static async open(container: Docker.Container, use: (message: never) => void): Promise<LineChannel> {
    return LineChannel.over(container, await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }), use);
  }

  /** The same with a program that is started inside a container that runs already. */
  static async exec(container: Docker.Container, command: readonly string[], use: (message: never) => void): Promise<LineChannel> {
    const exec = await container.exec({ Cmd: [...command], AttachStdin: true, AttachStdout: true, AttachStderr: true });
    return LineChannel.over(container, await exec.start({ hijack: true, stdin: true }), use);
  }

  private static over(container: Docker.Container, stream: NodeJS.ReadWriteStream, use: (message: never) => void): LineChannel {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const closed = new Promise<void>((resolve) => {
      stream
        .once('end', resolve)
        .once('close', resolve)
        .once('error', () => resolve());
    });
    const channel = new LineChannel(stream, closed);
    // Both are always read to their end: a reader that pauses would hold the container's lock in the engine.
    readLines(stdout, use);
    stderr.on('data', (data: Buffer) => (channel.errors = (channel.errors + data.toString('utf8')).slice(-2000)));
    container.modem.demuxStream(stream, stdout, stderr);
    return channel;
  }

  send(message: unknown): void {
    writeLine(this.stream as unknown as import('node:stream').Writable, message);
  }

  close(): void {
    (this.stream as unknown as import('node:stream').Duplex).destroy();
  }
}
