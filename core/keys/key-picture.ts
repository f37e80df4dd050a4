import type { KeyGraph } from '#shared/contract/keys.ts';
import type { KeyFacts } from './facts.ts';
import { graphOf } from './graph.ts';
import type { KeyMemory } from './key-memory.ts';

/** The last picture that was drawn. */
export class KeyPicture {
  #graph: KeyGraph | undefined;
  #saying = '';

  get graph(): KeyGraph | undefined {
    return this.#graph;
  }

  /** Draws it anew. False where it says what it said before; then the old one stays. */
  draw(facts: KeyFacts, memory: KeyMemory): boolean {
    const graph = graphOf(facts, memory);
    const saying = sayingOf(graph);
    if (saying === this.#saying) return false;
    this.#saying = saying;
    this.#graph = graph;
    return true;
  }
}

/** A graph as text without the times of its evidence, to see whether it says something else. */
function sayingOf({ nodes, edges }: KeyGraph): string {
  return JSON.stringify([
    nodes.map(({ evidence, ...rest }) => [rest, evidence.map(({ source, text }) => [source, text])]),
    edges,
  ]);
}
