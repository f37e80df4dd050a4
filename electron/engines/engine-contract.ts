import { afterEach, beforeEach, describe } from 'vitest';
import { describeContents } from './contract/contents-contract.ts';
import { EngineBench } from './contract/engine-bench.ts';
import type { EngineWorld } from './contract/engine-world.ts';
import { describeLifecycle } from './contract/lifecycle-contract.ts';

/** The contract that every engine keeps. Called by test files only, with a maker of worlds. */
export function describeEngineContract(name: string, makeWorld: () => Promise<EngineWorld>): void {
  describe(`the engine contract, kept by ${name}`, () => {
    let bench: EngineBench;
    beforeEach(async () => {
      bench = new EngineBench(await makeWorld());
    });
    afterEach(async () => {
      await bench[Symbol.asyncDispose]();
    });
    describeLifecycle(() => bench);
    describeContents(() => bench);
  });
}
