import type { Program } from '#core/ports/engine.ts';
import { FakeEngine } from '#core/testing/fake-engine.ts';
import type { EngineWorld } from './contract/engine-world.ts';
import { describeEngineContract } from './engine-contract.ts';

const program = (reference: string): Program => ({ component: 'vault', version: '1', reference });

async function makeFakeWorld(): Promise<EngineWorld> {
  const engine = new FakeEngine({
    behaviour: ({ args }) => ({
      ignoresTerm: args[0] === 'stubborn',
      diesAtOnce: args[0] === 'crasher',
      cannotStart: args[0] === 'missing',
      prints: args[0] === 'crasher' ? ['last words'] : ['ready'],
    }),
    exec: (_lab, { args, environment, stdin }) =>
      args[0] === 'endless'
        ? new Promise(() => undefined)
        : {
            exitCode: 3,
            stdout: [stdin, ...args.slice(1), environment['WORD']].join('|'),
            stderr: 'to stderr',
          },
  });
  return {
    engine,
    service: (lab, service, mode) => ({ program: program('/bin/server'), args: [mode, lab, service] }),
    tool: (mode) => ({ program: program('/bin/tool'), args: [mode] }),
    say: async (lab, service, line) => engine.print(lab, service, line),
    startAlien: async ({ reference }, args) => engine.startAlien(reference, args),
    kill: async (pid) => engine.killFromOutside(pid),
    isAlive: async (pid) => engine.isAlive(pid),
    fileContent: async (lab, target) => engine.filesOf(lab).get(target),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

describeEngineContract('the fake engine', makeFakeWorld);
