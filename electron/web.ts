import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { assemble } from './assemble.ts';
import { startWebServer } from './carriers/web-server.ts';
import { DEFAULT_LAB } from './cli/commands/lab-commands.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { formatError } from './cli/print-error.ts';
import { bringUp } from './start/bring-up.ts';
import { openBrowser } from './start/open-browser.ts';
import { typed } from './start/own-command.ts';
import { parseStartOptions, START_HELP } from './start/start-options.ts';
import { StartedLabs } from './start/started-labs.ts';
import { homeFolder } from './system/folders.ts';

/** The page's usual port; another free one is taken where it is not free. */
const PAGE_PORT = 7420;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === undefined) {
    say(START_HELP);
    return 0;
  }
  const ended = interruptSignal(() => say('\nStopping. Press Ctrl-C again to end at once.'));
  const sealab = await assemble();
  const started = new StartedLabs(sealab.operations);
  const server = await startWebServer({
    rendererFolder: fileURLToPath(new URL('../renderer/', import.meta.url)),
    handlers: sealab.handlers,
    preferredPort: options.port ?? PAGE_PORT,
  });
  say(
    `Sealab ${sealab.version} is open at\n\n  ${server.url}\n\nWho has this address can do all that you can do here. It works on this machine only.\n`,
  );
  const opened = options.openBrowser ? await openBrowser(server.url, homeFolder()) : undefined;
  if (options.lab !== undefined) await bringUp(sealab.client, options.lab, ended);
  if (!ended.aborted) {
    say('\nThe page stays open until you press Ctrl-C.');
    await new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve(), { once: true }));
  }
  await sealab.operations.cancelAll();
  const { names } = started;
  if (options.keep) {
    if (names.length > 0) say(typed(`${names.join(', ')} goes on. Stop with: sealab down ${names[0] ?? ''}`));
  } else {
    await started.stopAll(sealab.client, say);
  }
  await server[Symbol.asyncDispose]();
  if (opened !== undefined) await rm(opened, { force: true });
  say(`Go on with: ${resumeLine(options.lab)}`);
  return ended.aborted ? 130 : 0;
}

function resumeLine(lab: string | undefined): string {
  if (lab === undefined) return 'npm start -- --no-lab';
  return lab === DEFAULT_LAB ? 'npm start' : `npm start -- ${lab}`;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  process.stderr.write(`${formatError(thrown)}\n`);
  process.exitCode = 1;
}
process.exit();
