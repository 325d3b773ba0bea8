import { useEffect, useState } from 'react';
import { ago, moment } from './format';

/** "4 minutes ago", with the exact moment in the tooltip and for machines. */
export function Timestamp({ at }: { readonly at: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now)}
    </time>
  );
}
