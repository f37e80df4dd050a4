import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';
import './full-screen.css';

/** A page with one message and nothing else: no connection, no token, a mistake in the page. */
export function FullScreen({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="full-screen">
      <Mark />
      <h1>{title}</h1>
      {children}
    </main>
  );
}
