import type { KeyIdentity } from '#shared/contract/inspector.ts';
import type { WalkStep, WalkStepId, WalkView } from '#shared/contract/walk.ts';

/** One key, or the data, on the way down from the KES key to the plaintext. */
export interface DescentTile {
  readonly name: string;
  readonly identity: KeyIdentity;
  /** Made on the spot, stored nowhere. */
  readonly isDerived: boolean;
  readonly state: 'reached' | 'failed' | 'not-reached';
  /** The step that is about it, counted from 0; undefined where none is. */
  readonly step: number | undefined;
  /** What leads from the tile before to this one. */
  readonly by: string;
}

interface Link {
  readonly name: string;
  readonly identity: KeyIdentity;
  readonly steps: readonly WalkStepId[];
  readonly by: string;
  readonly isDerived?: boolean;
}

/** The chain of this object's keys, outermost first; empty where nothing of it is encrypted. */
export function descentOf(view: WalkView): readonly DescentTile[] {
  if (view.encryption === 'none') return [];
  return linksOf(view).flatMap((link) => {
    const steps = link.steps.flatMap((id) => view.steps.filter((step) => step.id === id));
    if (steps.length > 0 && steps.every((step) => step.state === 'skipped')) return [];
    const [about] = steps.filter((step) => step.state !== 'skipped');
    // Whether an object of one part needs a part key is known only when its step is reached.
    if (link.steps.includes('part-key') && view.parts < 2 && about?.state !== 'done') return [];
    return [
      {
        name: link.isDerived === true ? nameOf(about, link) : link.name,
        identity: link.identity,
        isDerived: link.isDerived === true,
        state: stateOf(about),
        step: about === undefined ? undefined : view.steps.indexOf(about),
        by: link.by,
      },
    ];
  });
}

function linksOf({ encryption, keyName, steps }: WalkView): readonly Link[] {
  const isKms = encryption !== 'sse-c';
  const opensBy = steps.find((step) => step.id === 'data-key')?.state === 'skipped' ? 'Sealab' : 'KES';
  const top: readonly Link[] = isKms
    ? [
        {
          name: keyName ?? 'KES key',
          identity: 'kes',
          steps: ['data-key-offline', 'kms-ciphertext'],
          by: '',
        },
        {
          name: 'data key',
          identity: 'data',
          steps: ['data-key', 'data-key-offline'],
          by: `${opensBy} opens`,
        },
      ]
    : [{ name: 'customer key', identity: 'data', steps: ['kek'], by: '' }];
  return [
    ...top,
    { name: 'key encryption key', identity: 'object', steps: ['kek'], by: 'makes', isDerived: true },
    { name: 'object key', identity: 'object', steps: ['object-key'], by: 'opens' },
    { name: 'part keys', identity: 'object', steps: ['part-key'], by: 'make', isDerived: true },
    { name: 'plaintext', identity: 'plaintext', steps: ['packages', 'plaintext'], by: 'opens' },
  ];
}

/** What the step itself calls what it makes, so that one thing has one name on the page. */
function nameOf(step: WalkStep | undefined, { name, identity }: Link): string {
  const made = step?.outputs.filter((output) => output.identity === identity) ?? [];
  return made.length === 1 ? (made[0]?.name ?? name) : name;
}

function stateOf(step: WalkStep | undefined): DescentTile['state'] {
  if (step?.state === 'done') return 'reached';
  return step?.state === 'failed' ? 'failed' : 'not-reached';
}
