import type { BackendFactory, ConnectionOptions } from 'bullmq';

/** Where BullMQ keeps its jobs: all that differs between PostgreSQL and Redis. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  /** What a producer connects with; producers share connections. */
  readonly producer: Connecting;
  /** What a worker connects with: it blocks, so it has connections of its own. */
  readonly worker: Connecting;
  /** Told of every error of BullMQ; may repair what it finds. */
  onError(error: Error): void;
  close(): Promise<void>;
}

export interface Connecting {
  // BullMQ's classes are typed for Redis options; a backend factory brings its own.
  readonly connection: ConnectionOptions;
  readonly factory: BackendFactory;
  /** What all keys begin with, where that matters. */
  readonly prefix: string;
}
