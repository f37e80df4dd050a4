import { isCancelled } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { formatError } from '../cli/print-error.ts';
import { ProgressPrinter } from '../cli/progress-printer.ts';
import { formatPlan, formatUp } from '../cli/text.ts';

/** Shows the plan, brings the lab up and prints the summary, all to the terminal. A failure is shown; the page stays. */
export async function bringUp(client: Client, name: string, signal: AbortSignal): Promise<void> {
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const printer = new ProgressPrinter(process.stdout);
  try {
    say(`${formatPlan(await client.ask('labs.plan', { name }, { signal }))}\n`);
    const onProgress = printer.update.bind(printer);
    const result = await client.run('labs.up', { name }, { signal, onProgress });
    const state = await client.ask('labs.status', { name }, { signal });
    printer.end();
    say(`\n${formatUp(result, state.credentialsFile)}`);
  } catch (thrown) {
    printer.end();
    if (isCancelled(thrown)) return;
    say(`\n${formatError(thrown)}\nThe page shows the same; try again there, or with \`npm start\`.`);
  }
}
