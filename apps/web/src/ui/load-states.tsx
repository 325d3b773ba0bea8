import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error';

/** Grey lines where the content will be; said aloud once. */
export function Loading({ what, lines = 4 }: { readonly what: string; readonly lines?: number }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">Loading {what}…</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="loading-line" aria-hidden="true" />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

const ADVICE: Readonly<Record<number, string>> = {
  0: 'Check that the platform is running, then try again.',
  401: 'Enter a token at the top of the page: this is not shown to everybody.',
  403: 'Your token does not allow this. A submission is shown to its team and to organizers until its contest opens its runs.',
  404: 'The address may be mistyped, or it was removed.',
  429: 'Too many requests in a short time. Wait a moment and try again.',
};

export function ErrorNote({ what, error, retry }: { readonly what: string; readonly error: unknown; readonly retry?: () => void }) {
  const status = error instanceof ApiError ? error.status : -1;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className="note note-error" role="alert">
      <p className="note-title">Could not load {what}.</p>
      <p>
        {message} {ADVICE[status] ?? ''}
      </p>
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** One query's three states in one place; stale data stays on screen when a refresh fails. */
export function Loaded<T>(props: {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}) {
  const { query, what, children } = props;
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorNote what={what} error={query.error} retry={() => void query.refetch()} />;
  return <Loading what={what} lines={props.lines ?? 4} />;
}
