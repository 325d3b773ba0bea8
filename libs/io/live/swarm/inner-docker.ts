import Docker from 'dockerode';
import { Agent } from 'node:http';
import { Duplex, PassThrough } from 'node:stream';

/**
 * The API of an engine inside a node container, spoken over `docker exec … docker system dial-stdio`: no port, no bind mount,
 * nothing of the sandbox is dialled from the host.
 */
export function innerDocker(node: Docker.Container): { readonly docker: Docker; close(): void } {
  const agent = new DialStdioAgent(node);
  // The path is never opened: the agent makes every connection.
  const docker = new Docker({ socketPath: '/inner', agent } as unknown as Docker.DockerOptions);
  return { docker, close: () => agent.destroy() };
}

class DialStdioAgent extends Agent {
  constructor(private readonly node: Docker.Container) {
    super({ keepAlive: true, maxFreeSockets: 4 });
  }

  override createConnection(_: unknown, callback?: (error: Error | null, stream: Duplex) => void): Duplex {
    const pipe = new ExecPipe();
    dial(this.node, pipe).then(
      () => callback?.(null, pipe),
      (error: Error) => callback?.(error, pipe),
    );
    return undefined as unknown as Duplex;
  }
}

async function dial(node: Docker.Container, pipe: ExecPipe): Promise<void> {
  const exec = await node.exec({
    Cmd: ['docker', '-H', 'unix:///run/docker.sock', 'system', 'dial-stdio'],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stderr.resume();
  node.modem.demuxStream(stream, stdout, stderr);
  stream.once('end', () => stdout.end()).once('close', () => stdout.end());
  pipe.join(stdout, stream);
}

/** A stream that looks enough like a socket for node:http. */
class ExecPipe extends Duplex {
  private out: NodeJS.WritableStream | undefined;
  private source: NodeJS.ReadableStream | undefined;

  join(source: PassThrough, out: NodeJS.WritableStream): void {
    this.out = out;
    this.source = source;
    source.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) source.pause();
    });
    // The machine may be gone; a connection that is kept for later must be seen to be dead.
    source.once('end', () => {
      this.push(null);
      setImmediate(() => this.destroy());
    });
    out.on('error', (error: Error) => this.destroy(error));
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    this.source?.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.out?.write(chunk, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.out?.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    (this.out as unknown as Duplex | undefined)?.destroy();
    done(error);
  }
}
