import type { ReactNode } from 'react';

/** Wide content scrolls inside its own region, reachable by keyboard, so that the page itself never scrolls sideways. */
export function ScrollRegion({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y: a scrollable region has to be focusable to be scrolled by keyboard
    <div className="scroll-region" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
