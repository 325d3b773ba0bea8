import type { RandomStream } from '#core/random';
import type { AppState } from '../instances/app-state.js';

/**
 * The apps that want offers of one role. They are asked in an order that is drawn anew for each offer, only as far as it is needed, and
 * those that took something are asked again behind all others.
 */
export class MatcherPool {
  private readonly apps: AppState[] = [];
  private readonly places = new Map<AppState, number>();

  get size(): number {
    return this.apps.length;
  }

  has(app: AppState): boolean {
    return this.places.has(app);
  }

  add(app: AppState): void {
    if (this.has(app)) return;
    this.places.set(app, this.apps.length);
    this.apps.push(app);
  }

  remove(app: AppState): void {
    const place = this.places.get(app);
    if (place === undefined) return;
    this.places.delete(app);
    const last = this.apps.pop() as AppState;
    if (last !== app) this.put(last, place);
  }

  /** Asks until `take` says `enough`; an app that leaves the pool while it is asked is not missed. */
  ask(random: RandomStream, take: (app: AppState) => 'taken' | 'not-taken' | 'enough'): void {
    const again: AppState[] = [];
    for (let at = 0; at < this.apps.length; ) {
      const left = this.apps.length - at;
      if (left > 1) this.swap(at, at + random.integer(left));
      const app = this.apps[at] as AppState;
      const answer = take(app);
      if (answer === 'enough') return;
      if (answer === 'taken') again.push(app);
      // Whoever leaves was replaced by one that has not been asked.
      if (this.apps[at] === app) at++;
    }
    for (let at = 0; at < again.length; at++) {
      const app = again[at] as AppState;
      const answer = this.has(app) ? take(app) : 'not-taken';
      if (answer === 'enough') return;
      if (answer === 'taken') again.push(app);
    }
  }

  private swap(a: number, b: number): void {
    const [first, second] = [this.apps[a] as AppState, this.apps[b] as AppState];
    this.put(second, a);
    this.put(first, b);
  }

  private put(app: AppState, place: number): void {
    this.apps[place] = app;
    this.places.set(app, place);
  }
}
