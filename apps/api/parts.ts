import type { Artifacts } from '#io/artifacts';
import type { Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import type { RateLimits } from './http/limits.js';

/** What the services are given; the composition root opens and closes it. */
export const STORE = Symbol('store');
export const ARTIFACTS = Symbol('artifacts');
export const RELIES_ON = Symbol('relies on');

export interface ApiParts {
  readonly store: Store;
  readonly artifacts: Artifacts;
  /** Keys the cursors, so that a list takes back only what a list gave; the same for all processes of a platform. */
  readonly secret: string;
  /** What readiness asks: name → resolves when it answers. */
  readonly reliesOn: Readonly<Record<string, () => Promise<void>>>;
  readonly logger: Logger;
  readonly limits: RateLimits;
}
