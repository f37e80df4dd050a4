import type { ReactNode } from 'react';
import './section-card.css';

export interface SectionCardProps {
  readonly title: string;
  /** One caption beside the title. */
  readonly about?: string;
  /** What stands at the right end of the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A card with a heading; the heading names the region. */
export function SectionCard({ title, about, aside, children, className = '' }: SectionCardProps) {
  return (
    <section className={`card ${className}`} aria-label={title}>
      <header className="card-head">
        <h2>{title}</h2>
        {about === undefined ? null : <p className="card-about">{about}</p>}
        {aside === undefined ? null : <div className="card-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
