import type { ReactNode } from 'react';
import './page-head.css';

/** The title of a page, one line about it, and its buttons. */
export function PageHead({
  title,
  about,
  children,
}: {
  title: string;
  about?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="page-head">
      <div className="page-head-text">
        <h1>{title}</h1>
        {about === undefined ? null : <p>{about}</p>}
      </div>
      {children === undefined ? null : <div className="page-head-buttons">{children}</div>}
    </header>
  );
}
