import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { writeDurably } from '../system/private-files.ts';

/**
 * Opens an address in the user's browser where there is one. The address holds the token, and arguments can be read by
 * every user of the machine: so the browser is given a page in `folder` that only this user may read and that leads
 * there. Returns that page, to be removed at the end; undefined where there is no browser.
 */
export async function openBrowser(
  url: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const command = openCommand(environment);
  if (command === undefined) return undefined;
  const page = join(folder, 'open-sealab.html');
  await writeDurably(
    page,
    `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}"><title>Sealab</title>\n`,
  );
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, page], { detached: true, stdio: 'ignore' });
  // No browser is no failure: the address was printed.
  child.on('error', () => {});
  child.unref();
  return page;
}

function openCommand(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  const hasDisplay = environment['DISPLAY'] !== undefined || environment['WAYLAND_DISPLAY'] !== undefined;
  const folders = (environment['PATH'] ?? '').split(delimiter);
  return hasDisplay && folders.some((folder) => existsSync(join(folder, 'xdg-open')))
    ? ['xdg-open']
    : undefined;
}
