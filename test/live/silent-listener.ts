import type { ClusterListener } from '#io/live';

/** Hears everything and keeps only the log. */
export function silentListener(): ClusterListener & { readonly lines: string[] } {
  const lines: string[] = [];
  const ignore = (): void => undefined;
  return {
    lines,
    created: ignore,
    dropped: ignore,
    assigned: ignore,
    starting: ignore,
    ready: ignore,
    unready: ignore,
    ended: ignore,
    evicted: ignore,
    pulled: ignore,
    stored: ignore,
    itemDone: ignore,
    log: (...line) => lines.push(JSON.stringify(line)),
  };
}

/** Waits until something holds; says what did not. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 90_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come true within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
