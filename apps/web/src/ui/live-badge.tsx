import type { LiveState } from '../api/live-events';

const WORDS: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Reconnecting…',
  off: 'Not live',
};

export function LiveBadge({ state }: { readonly state: LiveState }) {
  return (
    <span className={`live live-${state}`} role="status">
      <span className="live-dot" aria-hidden="true" />
      {WORDS[state]}
    </span>
  );
}
