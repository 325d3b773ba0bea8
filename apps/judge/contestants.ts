import { type EntryFile, parseEntry, type PluginEntry } from '#core/entry';
import { type ContestantSession, linkSession, SandboxHost, type ThreadLink } from '#io/sandbox';
import type { Logger } from '#io/telemetry';
import { ReplayFault } from './replay-port.js';

export interface Contestant {
  readonly link: ThreadLink;
  /** Ends it and takes its sandbox away. */
  close(): Promise<void>;
}

/**
 * Where entries that bring code of their own are run. The container engine is looked at when somebody asks, and anew while it is
 * not fit or does not answer any more: configuration entries need none.
 */
export class Contestants {
  private host: Promise<SandboxHost> | undefined;

  constructor(
    private readonly owner: string,
    private readonly logger: Logger,
    /** A host that was fit is not any more. */
    private readonly onLost: () => void = () => undefined,
  ) {}

  /** Null: the entry has no code to run. */
  async prepare(files: readonly EntryFile[]): Promise<Contestant | null> {
    const entry = pluginOf(files);
    if (entry === null) return null;
    const host = await this.fitHost().catch((error: unknown) => this.lost(error));
    const session = await host.begin(entry).catch((error: unknown) => this.blame(host, error));
    host.warm(entry.interpreter);
    return { link: linkSession(session), close: () => this.end(session) };
  }

  /** Why no plugin can be run here now; null: they can. */
  async whyNot(): Promise<string | null> {
    try {
      await this.lookAgain(await this.fitHost());
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async close(): Promise<void> {
    await (await this.host?.catch(() => undefined))?.close();
  }

  /** A sandbox could not be opened: the host is gone, which costs nobody an attempt, or is there and failed this once. */
  private async blame(host: SandboxHost, error: unknown): Promise<never> {
    await this.lookAgain(host).catch((gone: unknown) => this.lost(gone));
    throw error;
  }

  private lost(error: unknown): never {
    this.onLost();
    throw error;
  }

  private async lookAgain(host: SandboxHost): Promise<void> {
    if (await host.isThere()) return;
    this.host = undefined;
    await host.close().catch(() => undefined);
    throw new ReplayFault('no-sandbox', 'the container engine does not answer any more');
  }

  private async fitHost(): Promise<SandboxHost> {
    this.host ??= SandboxHost.open({ owner: this.owner });
    try {
      return await this.host;
    } catch (error) {
      this.host = undefined;
      throw new ReplayFault('no-sandbox', error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** What cannot be taken away now is taken away when the judge starts again; the run is not to wait for it. */
  private async end(session: ContestantSession): Promise<void> {
    await session.close().catch((error: unknown) => this.logger.error({ err: error }, 'a sandbox could not be removed'));
  }
}

function pluginOf(files: readonly EntryFile[]): PluginEntry | null {
  // Reading an entry costs time, and only this file makes one a plugin.
  if (!files.some(({ path }) => /(^|\/)regatta\.ya?ml$/.test(path))) return null;
  const entry = parseEntry(files);
  return entry.ok && entry.value.division === 'scheduler' ? entry.value : null;
}
