import { useSyncExternalStore } from 'react';

const KEY = 'regatta.token';
const listeners = new Set<() => void>();

/** The token lives as long as the tab. Nothing but the Authorization header ever carries it. */
export function readToken(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function writeToken(token: string | null): void {
  try {
    if (token === null || token === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // Storage can be switched off; then every page asks again.
  }
  for (const listener of listeners) listener();
}

/** Takes `#token=…` out of the address, so that it is neither bookmarked nor shared by accident. */
export function adoptTokenFromAddress(): void {
  const found = /^#token=([^&]+)/.exec(location.hash);
  if (found?.[1] === undefined) return;
  writeToken(decodeURIComponent(found[1]));
  history.replaceState(null, '', location.pathname + location.search);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useToken = (): string | null => useSyncExternalStore(subscribe, readToken);
