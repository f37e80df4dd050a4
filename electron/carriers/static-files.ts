import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

type Encoding = 'br' | 'gzip';
interface CachedFile {
  readonly modifiedMs: number;
  readonly body: Buffer;
  readonly encoded: Map<Encoding, Buffer>;
}

/** A file of the page, and what its answer says of it. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: { readonly 'Content-Type': string; readonly 'Cache-Control': string };
}

const CACHE_BYTES = 32 * 1024 * 1024;
const COMPRESSED_FROM_BYTES = 1024;
/** Segments of letters that a build writes; no dot first, so neither `..` nor hidden files can be named. */
const SEGMENT = /^[A-Za-z0-9_@~-][A-Za-z0-9_@~.-]*$/;
/** Vite names a file of `assets/` by a hash of what is in it. */
const HASHED = /^\/assets\/(?:.+\/)?[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.html', '.js', '.mjs', '.css', '.json', '.map', '.svg', '.txt', '.wasm']);

/**
 * Answers GET and HEAD with the files of the built page and nothing else: no listing, no link that leads out of the
 * folder, no state. The headers that every answer carries are already set on `response`.
 */
export class StaticFiles {
  readonly #folder: string;
  readonly #cache = new Map<string, CachedFile>();
  #cachedBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws what the disk throws, except that a missing file is a 404. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, { Allow: 'GET, HEAD', Connection: 'close' });
      return;
    }
    const path = pathOf(request.url ?? '');
    const file = path === undefined ? undefined : await this.#find(path);
    if (path === undefined || file === undefined) {
      refuse(response, 404);
      return;
    }
    const encoding = this.#encodingFor(request, extname(path), file);
    const body = encoding === undefined ? file.body : await this.#encode(file, encoding);
    response.writeHead(200, {
      ...headersOf(path),
      'Content-Length': body.length,
      Vary: 'Accept-Encoding',
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** The file that a request target names, for a carrier that compresses nothing; undefined where there is none. */
  async read(target: string): Promise<PageFile | undefined> {
    const path = pathOf(target);
    const file = path === undefined ? undefined : await this.#find(path);
    if (path === undefined || file === undefined) return undefined;
    return { body: new Uint8Array(file.body), headers: headersOf(path) };
  }

  async #find(path: string): Promise<CachedFile | undefined> {
    try {
      const root = await realpath(this.#folder);
      const real = await realpath(join(root, ...path.split('/')));
      if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
      const status = await stat(real);
      if (!status.isFile()) return undefined;
      const cached = this.#cache.get(real);
      if (cached?.modifiedMs === status.mtimeMs && cached.body.length === status.size) return cached;
      const file = { modifiedMs: status.mtimeMs, body: await readFile(real), encoded: new Map() };
      this.#reserve(file.body.length);
      this.#cache.set(real, file);
      return file;
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    }
  }

  #encodingFor(request: IncomingMessage, extension: string, file: CachedFile): Encoding | undefined {
    if (!compressible.has(extension) || file.body.length < COMPRESSED_FROM_BYTES) return undefined;
    const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((part) => part.trim());
    // A name with a weight is left alone: browsers send none, and `;q=0` forbids.
    if (accepted.includes('br')) return 'br';
    return accepted.includes('gzip') ? 'gzip' : undefined;
  }

  async #encode(file: CachedFile, encoding: Encoding): Promise<Buffer> {
    const known = file.encoded.get(encoding);
    if (known !== undefined) return known;
    const encoded = encoding === 'br' ? await toBrotli(file.body) : await promisify(gzip)(file.body);
    this.#cachedBytes += encoded.length;
    file.encoded.set(encoding, encoded);
    return encoded;
  }

  /** A page fits many times over; if it ever does not, everything is read anew. */
  #reserve(sizeBytes: number): void {
    if (this.#cachedBytes + sizeBytes > CACHE_BYTES) {
      this.#cache.clear();
      this.#cachedBytes = 0;
    }
    this.#cachedBytes += sizeBytes;
  }
}

function headersOf(path: string): PageFile['headers'] {
  return {
    'Content-Type': contentTypes[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-store',
  };
}

/** Ends a request with a bare status. */
export function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(`${status}\n`);
}

/** The decoded path of a request target, or undefined if it is not one that a build could have written. */
function pathOf(target: string): string | undefined {
  const [encoded = ''] = target.split('?', 1);
  if (encoded === '/') return '/index.html';
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
  const [first, ...segments] = path.split('/');
  return first === '' && segments.every((segment) => SEGMENT.test(segment)) ? path : undefined;
}

function toBrotli(body: Buffer): Promise<Buffer> {
  // The default quality, 11, takes seconds for a bundle; 5 is near gzip's time and smaller.
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

function isMissing(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG';
}
