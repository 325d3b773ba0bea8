import { useState } from 'react';

/** A digest short enough to read, whole in the clipboard. */
export function Digest({ value, label }: { readonly value: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } catch {
      // No clipboard outside secure contexts: the whole digest is in the title and can be selected there.
    }
  };
  return (
    <button type="button" className="digest" onClick={() => void copy()} title={value}>
      <code>{value.replace(/^sha256:/, '').slice(0, 12)}</code>
      <span className="digest-hint" aria-live="polite">
        {copied ? 'copied' : 'copy'}
        <span className="visually-hidden"> the whole {label}</span>
      </span>
    </button>
  );
}
