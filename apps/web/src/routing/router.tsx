import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

const CHANGED = 'regatta:navigate';

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(CHANGED, listener);
  };
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);
export const useSearch = (): string => useSyncExternalStore(subscribe, () => location.search);

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  const samePage = new URL(to, location.href).pathname === location.pathname;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to);
  dispatchEvent(new Event(CHANGED));
  if (!samePage) scrollTo(0, 0);
}

/** A real link that stays inside the application on a plain click. */
export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'contest' | 'submission' | 'scenario'; readonly id: string }
  | { readonly page: 'scoring' }
  | { readonly page: 'unknown' };

const PAGES = { contests: 'contest', submissions: 'submission', scenarios: 'scenario' } as const;

export function routeOf(path: string): Route {
  if (path === '/' || path === '/contests' || path === '/contests/') return { page: 'home' };
  if (/^\/scoring\/?$/.test(path)) return { page: 'scoring' };
  const [, folder, id] = /^\/(contests|submissions|scenarios)\/([^/]+)\/?$/.exec(path) ?? [];
  if (folder === undefined || id === undefined) return { page: 'unknown' };
  return { page: PAGES[folder as keyof typeof PAGES], id: decodeURIComponent(id) };
}
