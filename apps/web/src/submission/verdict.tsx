import type { RunSummary } from '../api/model';
import { score } from '../ui/format';

/** A verdict as a mark and a word; the colour only repeats them. */
export function Verdict({ run }: { readonly run: RunSummary }) {
  const { kind, mark, text } = inWords(run);
  return (
    <span className={`verdict verdict-${kind}`}>
      <span aria-hidden="true">{mark}</span> {text}
    </span>
  );
}

interface Words {
  readonly kind: 'good' | 'bad' | 'platform' | 'open';
  readonly mark: string;
  readonly text: string;
}

export function inWords(run: RunSummary): Words {
  if (run.fault === 'platform' || run.state === 'failed') return { kind: 'platform', mark: '⟳', text: 'platform error' };
  if (run.state === 'queued') return { kind: 'open', mark: '○', text: 'queued' };
  if (run.state === 'cancelled') return { kind: 'open', mark: '–', text: 'cancelled' };
  if (run.state === 'leased') return { kind: 'open', mark: '◐', text: 'running' };
  if (run.state === 'recorded') return { kind: 'open', mark: '◕', text: 'scoring' };
  if (run.fault === 'competitor') return { kind: 'bad', mark: '✕', text: (run.verdict ?? 'failed').replaceAll('-', ' ') };
  return { kind: 'good', mark: '✓', text: run.score === null ? 'completed' : score(run.score) };
}
