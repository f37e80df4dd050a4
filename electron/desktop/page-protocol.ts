import { securityHeaders } from '../carriers/loopback-guard.ts';
import { type PageFile, StaticFiles } from '../carriers/static-files.ts';
import type { ElectronModule } from './electron-module.ts';
import { PAGE_SCHEME, targetOf } from './page-address.ts';

type Protocol = ElectronModule['protocol'];

/** Makes the page's scheme a secure origin with storage, like https. Must run before Electron is ready. */
export function registerPageScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: PAGE_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the files of the built page and nothing else, with the policy of the web shell, less its socket. */
export function servePage(protocol: Protocol, folder: string): void {
  const files = new StaticFiles(folder);
  protocol.handle(PAGE_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const target = targetOf(request.url);
    let file: PageFile | undefined;
    try {
      file = target === undefined ? undefined : await files.read(target);
    } catch {
      // What the disk says belongs to no page; a page that cannot be read shows as an empty window with this status.
      return refusal(500);
    }
    if (file === undefined) return refusal(404);
    return new Response(request.method === 'HEAD' ? null : file.body, {
      headers: { ...securityHeaders(), ...file.headers },
    });
  });
}

function refusal(status: number): Response {
  return new Response(`${status}\n`, {
    status,
    headers: {
      ...securityHeaders(),
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
    },
  });
}
