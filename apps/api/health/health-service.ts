import { Inject, Injectable } from '@nestjs/common';
import { RELIES_ON } from '../parts.js';

const PATIENCE_MS = 2_000;

/** Asks everything that requests rely on, each with a limit: a probe must not hang on what it probes. */
@Injectable()
export class HealthService {
  constructor(@Inject(RELIES_ON) private readonly reliesOn: Readonly<Record<string, () => Promise<void>>>) {}

  async check(): Promise<{ readonly ok: boolean; readonly parts: Readonly<Record<string, 'ok' | 'unavailable'>> }> {
    const parts = await Promise.all(Object.entries(this.reliesOn).map(async ([name, ask]) => [name, (await answers(ask)) ? 'ok' : 'unavailable'] as const));
    return { ok: parts.every(([, state]) => state === 'ok'), parts: Object.fromEntries(parts) };
  }
}

function answers(ask: () => Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    ask().then(
      () => resolve(true),
      () => resolve(false),
    );
    timer.unref();
  });
}
