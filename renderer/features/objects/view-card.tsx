import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import './view-card.css';

export interface ViewCardProps {
  readonly title: string;
  readonly about: ReactNode;
  readonly icon: LucideIcon;
  readonly aside?: ReactNode;
  /** What stands below the scrolled content. */
  readonly foot?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  readonly ref?: Ref<HTMLElement>;
}

/** One of the views of an object: heading, content that scrolls by itself, a foot that stays. */
export function ViewCard({
  title,
  about,
  icon: Icon,
  aside,
  foot,
  children,
  className = '',
  ref,
}: ViewCardProps) {
  return (
    <section ref={ref} className={`card view-card ${className}`} aria-label={title} tabIndex={-1}>
      <header className="view-head">
        <Icon size={20} aria-hidden />
        <div className="view-head-text">
          <h2>{title}</h2>
          <p>{about}</p>
        </div>
        {aside === undefined ? null : <div className="view-aside">{aside}</div>}
      </header>
      <div className="view-body">{children}</div>
      {foot === undefined ? null : <footer className="view-foot">{foot}</footer>}
    </section>
  );
}
