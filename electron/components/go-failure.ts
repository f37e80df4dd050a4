import { SealabError } from '#shared/errors.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { ProcessEnd } from './process-group.ts';

/** What go is asked for: the modules, or the binary. */
export type GoPhase = 'fetch' | 'compile';

const evidenceLines = 20;
const doing = { fetch: 'fetching modules', compile: 'compiling' } as const;

const diskFull = /no space left on device|disk quota exceeded|not enough space on the disk/i;
const wrongBytes = /checksum mismatch|SECURITY ERROR/;
/** What go and git say when a module does not come: no route, no name, a proxy that refuses, or none allowed. */
const noNetwork = new RegExp(
  [
    'dial (tcp|udp)|lookup \\S+|no such host|network is unreachable|i/o timeout|TLS handshake|unexpected EOF',
    'connection (refused|reset)|proxyconnect|x509:|certificate signed by|GOPROXY=off|refusing to pass credentials',
    'Get "https?:|reading \\S+ at revision|reading "?https?:|unable to access|[Cc]ould not resolve host',
  ].join('|'),
);

/** The last lines of what go said, without passwords in addresses. */
export function evidenceOf(lines: readonly string[]): string[] {
  return lines
    .slice(-evidenceLines)
    .map((line) => line.replace(/(\/\/[^/\s:@]+):[^/\s@]+@/g, '$1:[secret]@'));
}

/** Why a run of go failed, from its last lines: `disk-full`, `checksum-mismatch`, `no-network`, else `build-failed`. */
export function goFailure(
  entry: CatalogueEntry,
  run: { readonly phase: GoPhase; readonly end: ProcessEnd; readonly lines: readonly string[] },
): SealabError {
  const evidence = evidenceOf(run.lines);
  const said = evidence.join('\n');
  const details = { component: entry.component, version: entry.version, step: doing[run.phase], evidence };
  const about = entry.title;
  if (diskFull.test(said)) {
    return new SealabError('disk-full', `The disk is full while ${doing[run.phase]} for ${about}.`, {
      fix: 'Free some space and run it again: what is compiled already is kept.',
      details,
    });
  }
  if (wrongBytes.test(said)) {
    return new SealabError('checksum-mismatch', `A module of ${about} is not the one that go.sum pins.`, {
      fix: 'Remove the named module from the module cache, or use another GOPROXY, and run it again.',
      details,
    });
  }
  if (run.phase === 'fetch' && noNetwork.test(said)) {
    return new SealabError('no-network', `The modules of ${about} cannot be fetched.`, {
      fix: 'Connect to the internet, or set GOPROXY to a proxy that is reachable, or load a saved set: sealab provision --load FILE',
      details,
    });
  }
  const how =
    run.end.killedBy === undefined
      ? `go ended with code ${run.end.exitCode}`
      : `go was ended by ${run.end.killedBy}`;
  const killed = run.end.killedBy !== undefined || /signal: killed/.test(said);
  return new SealabError('build-failed', `Building ${about} failed while ${doing[run.phase]}: ${how}.`, {
    fix: killed
      ? 'Close other programs, because building takes up to 2 GB of memory, and run it again.'
      : 'Read the last lines of go. A saved set needs no build: sealab provision --load FILE',
    details,
  });
}
