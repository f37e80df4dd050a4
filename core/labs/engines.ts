import type { EngineKind } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import type { Engine } from '../ports/engine.ts';
import type { LabDefinition } from './definition.ts';
import type { LabPorts } from './lab-ports.ts';

/** The engine of that kind, or `no-engine`. */
export function engineOf(ports: LabPorts, kind: EngineKind): Engine {
  const engine = ports.engines[kind];
  if (engine !== undefined) return engine;
  throw new SealabError(
    'no-engine',
    `This Sealab cannot run labs on ${kind === 'docker' ? 'Docker' : kind} yet.`,
    {
      fix: 'Use `--engine process`: the same lab as child processes of this machine.',
    },
  );
}

/** Resolves `auto` once. The reason is kept in the lab's definition. */
export function chooseEngine(
  ports: LabPorts,
  definition: LabDefinition,
): { readonly engine: EngineKind; readonly reason: string } {
  if (definition.engine !== 'auto') {
    engineOf(ports, definition.engine);
    return {
      engine: definition.engine,
      reason: definition.engineReason === '' ? 'Asked for.' : definition.engineReason,
    };
  }
  return {
    engine: 'process',
    reason: 'This Sealab runs labs as processes; Docker comes with the next version.',
  };
}
