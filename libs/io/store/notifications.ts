import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#io/telemetry';
import { Client } from 'pg';

const CHANNELS = ['regatta_feed', 'regatta_outbox'] as const;
export type Channel = (typeof CHANNELS)[number];

const RETRY_MS = 250;

/**
 * One connection that hears every NOTIFY of this process' channels, opened when somebody first listens.
 * What was said while the connection was lost is not heard, so listeners are called once after every (re)connect.
 */
export class Notifications {
  private readonly listeners = new Map<Channel, Set<() => void>>(CHANNELS.map((channel) => [channel, new Set()]));
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly databaseUrl: string,
    private readonly logger: Logger,
  ) {}

  /** Resolves, once it listens, with what ends it. */
  async on(channel: Channel, listener: () => void): Promise<() => void> {
    this.listeners.get(channel)?.add(listener);
    await this.connect();
    return () => void this.listeners.get(channel)?.delete(listener);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.connecting;
    await this.client?.end();
    this.client = undefined;
  }

  private connect(): Promise<void> {
    this.connecting ??= this.keepTrying();
    return this.connecting;
  }

  private async keepTrying(): Promise<void> {
    while (!this.closing.signal.aborted) {
      const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
      client.on('error', (error) => this.lost(client, error));
      client.on('end', () => this.lost(client, null));
      client.on('notification', ({ channel }) => this.call(channel as Channel));
      try {
        await client.connect();
        for (const channel of CHANNELS) await client.query(`LISTEN ${channel}`);
        this.client = client;
        for (const channel of CHANNELS) this.call(channel);
        return;
      } catch (error) {
        this.logger.debug({ err: error }, 'cannot listen to the database yet');
        await client.end().catch(() => undefined);
        await sleep(RETRY_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private lost(client: Client, error: Error | null): void {
    if (this.client !== client || this.closing.signal.aborted) return;
    this.logger.warn({ err: error }, 'lost the connection that listens; connecting again');
    this.client = undefined;
    this.connecting = undefined;
    void client.end().catch(() => undefined);
    void this.connect();
  }

  private call(channel: Channel): void {
    for (const listener of this.listeners.get(channel) ?? []) listener();
  }
}
