import { type ReactNode, useEffect, useRef } from 'react';

let firstPage = true;

/** The page's h1. It names the tab and takes the focus after a navigation, so that a screen reader says where one is. */
export function PageTitle({ title, children, eyebrow }: { readonly title: string; readonly children?: ReactNode; readonly eyebrow?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Regatta`;
  }, [title]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <header className="page-title">
      {eyebrow !== undefined && <p className="eyebrow">{eyebrow}</p>}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}
