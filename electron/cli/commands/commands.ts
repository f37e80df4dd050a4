import type { Command } from '../command.ts';
import { engines, images, settings } from './engine-commands.ts';
import { inspect } from './inspect-command.ts';
import { down, env, ls, plan, reset, rm, status, up } from './lab-commands.ts';
import { action, doctor, logs, provision } from './other-commands.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  up,
  down,
  rm,
  ls,
  status,
  plan,
  env,
  inspect,
  action,
  logs,
  provision,
  engines,
  images,
  settings,
  doctor,
  reset,
];
