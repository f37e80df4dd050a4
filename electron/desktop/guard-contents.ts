import type { DesktopContents, DesktopSession, Refusable } from './electron-module.ts';
import { isOwnPage, opensInBrowser } from './page-address.ts';

/** The one thing that a page may ask the system for: the copy buttons write text to the clipboard. */
const COPY = 'clipboard-sanitized-write';

/**
 * Keeps a window's contents where they are: no other page, no other window, no webview. A link to documentation opens in
 * the person's browser instead.
 */
export function guardContents(contents: DesktopContents, openInBrowser: (url: string) => void): void {
  const stay = (event: Refusable & { readonly url: string }): void => {
    if (isOwnPage(event.url)) return;
    event.preventDefault();
    if (opensInBrowser(event.url)) openInBrowser(event.url);
  };
  contents.on('will-navigate', stay);
  // A navigation of the page itself is told of twice, as `will-navigate` too: the browser would open twice.
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (opensInBrowser(url)) openInBrowser(url);
    return { action: 'deny' };
  });
}

/** Denies every permission and every device, but for copying from Sealab's own page. */
export function denyPermissions(session: DesktopSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === COPY));
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === COPY && isOwnPage(`${origin.replace(/\/$/, '')}/`),
  );
  session.setDevicePermissionHandler(() => false);
}
