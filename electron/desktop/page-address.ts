/** The scheme of the page: no server, no port, and an origin of its own that no browser knows. */
export const PAGE_SCHEME = 'app';
const PAGE_ORIGIN = `${PAGE_SCHEME}://sealab`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;

/** Whether an address, as Chromium writes it, is one of the page's. */
export function isOwnPage(url: string): boolean {
  return url.startsWith(PAGE_URL);
}

/** The path and query of one of the page's addresses; undefined for any other address. */
export function targetOf(url: string): string | undefined {
  if (!isOwnPage(url)) return undefined;
  const [target = ''] = url.slice(PAGE_ORIGIN.length).split('#', 1);
  return target;
}

/** Documentation of the programs that Sealab runs, for the Help menu. */
export const documentation = [
  { label: 'Vault Documentation', url: 'https://developer.hashicorp.com/vault/docs' },
  { label: 'KES Documentation', url: 'https://github.com/minio/kes/wiki' },
  { label: 'MinIO Encryption Documentation', url: 'https://docs.min.io/' },
] as const;

const DOCUMENTATION_HOSTS: ReadonlySet<string> = new Set(documentation.map(({ url }) => new URL(url).host));

/** Whether a link may open in the person's browser: https, a host of `documentation`, the usual port, no credentials. */
export function opensInBrowser(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && DOCUMENTATION_HOSTS.has(host) && username === '' && password === '';
}
