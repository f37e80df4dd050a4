import { useEffect } from 'react';
import type { FrameProps } from './frame-props.ts';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import './frame.css';

export { type FrameProps, LOG_TOGGLE_ID } from './frame-props.ts';

/** Top bar, rail, page, and the command log at its side. */
export function Frame(props: FrameProps) {
  const { labName, pageName, line, isStale, log, children } = props;
  const name = pageName ?? labName;
  useEffect(() => {
    document.title = name === undefined ? 'Sealab' : `${name} · Sealab`;
  }, [name]);
  return (
    <div className={`frame ${log?.isOpen === true ? 'frame-log' : ''}`}>
      <a className="skip-link" href="#page" onClick={skipToPage}>
        Skip to the page
      </a>
      <TopBar {...props} />
      {line}
      <div className="frame-body">
        <Rail lab={labName} />
        <main id="page" className={isStale ? 'page page-stale' : 'page'} tabIndex={-1}>
          <div className="page-inner">{children}</div>
        </main>
        {log?.isOpen === true ? (
          <aside className="log" aria-label="Command log">
            {log.content}
          </aside>
        ) : null}
      </div>
    </div>
  );
}

/** Moves the focus without touching the address, which holds the route. */
function skipToPage(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('page')?.focus();
}
