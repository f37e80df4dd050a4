import type { ComponentName } from '#shared/contract/components.ts';
import type { EngineKind } from '#shared/contract/labs.ts';
import type { ComponentBinary } from '../ports/components.ts';
import type { Program } from '../ports/engine.ts';

/** What a fake engine can start: any binary for processes, and for Docker only what was made into an image. */
export class FakeImages {
  readonly #made = new Set<string>();
  readonly #needsImages: boolean;

  constructor(kind: EngineKind) {
    this.#needsImages = kind === 'docker';
  }

  /** Components that the engine needs beside those of a lab's services. */
  get needs(): readonly ComponentName[] {
    return this.#needsImages ? ['toolbox'] : [];
  }

  has(binary: ComponentBinary): boolean {
    return this.canStart(this.#referenceOf(binary));
  }

  make(binary: ComponentBinary): Program {
    const reference = this.#referenceOf(binary);
    this.#made.add(reference);
    return { component: binary.component, version: binary.version, reference };
  }

  canStart(reference: string): boolean {
    return !this.#needsImages || this.#made.has(reference);
  }

  /** As if somebody had removed every image by hand. */
  forget(): void {
    this.#made.clear();
  }

  #referenceOf({ component, version, path }: ComponentBinary): string {
    return this.#needsImages ? `sealab/${component}:${version}` : path;
  }
}
