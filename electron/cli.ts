import { interruptSignal } from './cli/interrupt.ts';
import { runCli } from './cli/run-cli.ts';

const signal = interruptSignal(() =>
  process.stderr.write('\nStopping. Press Ctrl-C again to end at once.\n'),
);

// `sealab ls | head` closes the pipe early: that ends the reading of logs, and no work.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (process.argv[2] === 'logs') process.exit(0);
});

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal,
  // Loaded only when a command runs: help and wrong use answer at once.
  connect: async () => {
    const { assemble } = await import('./assemble.ts');
    return (await assemble()).client;
  },
});
// Keep-alive sockets and file watchers must not hold the process.
process.exit();
