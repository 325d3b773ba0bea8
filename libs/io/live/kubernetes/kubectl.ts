import type Docker from 'dockerode';
import { execIn, type ExecResult, mustExecIn } from '../engine/exec-in.js';
import { LineChannel } from '../engine/line-channel.js';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: never;
}

/** The real API, through the real command in the control plane's own container: no address is ever dialled from the host. */
export class Kubectl {
  constructor(
    private readonly container: Docker.Container,
    private readonly command: readonly string[],
  ) {}

  run(args: readonly string[], stdin?: string, timeoutMs = 60_000): Promise<string> {
    return mustExecIn(this.container, [...this.command, ...args], { stdin, timeoutMs });
  }

  /** The same, where a refusal is an answer. */
  ask(args: readonly string[], stdin?: string, timeoutMs = 60_000): Promise<ExecResult> {
    return execIn(this.container, [...this.command, ...args], { stdin, timeoutMs });
  }

  /** A path of the API: `/api/v1/nodes`. */
  async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.run(['get', '--raw', path])) as T;
  }

  /** One event a line, as the API sends them; those of what is there come first. The channel closes when the API ends the watch. */
  watch(path: string, use: (event: WatchEvent) => void): Promise<LineChannel> {
    return LineChannel.exec(this.container, [...this.command, 'get', '--raw', `${path}?watch=true`], use);
  }

  /** A command whose input and output are held open. */
  open(args: readonly string[], use: (message: never) => void): Promise<LineChannel> {
    return LineChannel.exec(this.container, [...this.command, ...args], use);
  }
}
