import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Opens an address in the user's browser where there is one. Returns whether it was tried. */
export function openBrowser(
  url: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const command = openCommand(environment);
  if (command === undefined) return false;
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
  // No browser is no failure: the address was printed.
  child.on('error', () => {});
  child.unref();
  return true;
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
