import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { FeedEvent, Store } from '#io/store';
import { STORE } from '../parts.js';

/** One ear at the database for all readers of this process: who reads a contest is woken when something of it was written. */
@Injectable()
export class EventHub implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly readers = new Map<string, Set<(event: FeedEvent) => void>>();
  private readonly closers = new Set<() => void>();
  private end: () => Promise<void> = () => Promise.resolve();

  constructor(@Inject(STORE) private readonly store: Store) {}

  async onApplicationBootstrap(): Promise<void> {
    this.end = await this.store.feed.listen((event) => {
      for (const wake of this.readers.get(event.contestId) ?? []) wake(event);
      for (const wake of this.readers.get('*') ?? []) wake(event);
    });
  }

  /** Streams never end by themselves, and the server does not close while one is open. */
  beforeApplicationShutdown(): void {
    for (const close of this.closers) close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }

  /** `*`: of every contest. Gives what ends it. */
  on(contestId: string, wake: (event: FeedEvent) => void): () => void {
    const readers = this.readers.get(contestId) ?? new Set();
    this.readers.set(contestId, readers.add(wake));
    return () => {
      readers.delete(wake);
      if (readers.size === 0 && this.readers.get(contestId) === readers) this.readers.delete(contestId);
    };
  }

  /** Calls back when the platform closes. Gives what ends that. */
  onClose(close: () => void): () => void {
    this.closers.add(close);
    return () => this.closers.delete(close);
  }
}
