import type { Sandbox } from '../session/sandbox.js';

/**
 * Sandboxes that are open already, one for each kind that was wanted before. Each is handed out once and never comes back; a new
 * one is opened in its place while its predecessor works.
 */
export class WarmPool {
  private readonly waiting = new Map<string, Promise<Sandbox | null>>();
  private closed = false;

  constructor(private readonly open: (kind: string) => Promise<Sandbox>) {}

  async take(kind: string): Promise<Sandbox> {
    const warm = await this.waiting.get(kind);
    this.waiting.delete(kind);
    const usable = warm != null && !warm.isOver ? warm : null;
    if (warm != null && usable === null) await warm.destroy();
    return usable ?? this.open(kind);
  }

  /** To be called when there is time for it. One that cannot be opened now is not there when it is wanted, and then the reason is told. */
  warm(kind: string): void {
    if (this.closed || this.waiting.has(kind)) return;
    this.waiting.set(
      kind,
      this.open(kind).catch(() => null),
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    const left = await Promise.all(this.waiting.values());
    this.waiting.clear();
    await Promise.all(left.map((sandbox) => sandbox?.destroy() ?? Promise.resolve()));
  }
}
