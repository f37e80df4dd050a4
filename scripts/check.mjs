import { root } from './bootstrap/repository.mjs';
import { runStep, stopRunningSteps } from './testing/run-step.mjs';
import { staticSteps, stepEnvironment, vitestStep } from './testing/steps.mjs';
import { seconds } from './testing/tally.mjs';

// The fast gate, for before a commit: stops at the first thing that is wrong.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    stopRunningSteps('SIGKILL');
    process.exit(130);
  });
}

const env = stepEnvironment(process.execPath);
for (const { title, file, args } of [
  ...staticSteps(process.execPath),
  vitestStep(process.execPath, 'unit'),
]) {
  const startedMs = performance.now();
  const { ok, reason } = await runStep(file, args, { cwd: root, env, limitMs: 300_000 });
  console.log(`${ok ? 'ok' : 'FAILED'}  ${title}  ${seconds(performance.now() - startedMs)}`);
  if (!ok) {
    console.log(`Stopped: ${title} (${reason}). npm run fix mends the format.`);
    process.exitCode = 1;
    break;
  }
}
