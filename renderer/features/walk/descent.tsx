import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import type { WalkView } from '#shared/contract/walk.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { type DescentTile, descentOf } from './descent-tiles.ts';
import { IdentityWord } from './identity-tile.tsx';
import './descent.css';

export interface DescentProps {
  readonly view: WalkView;
  /** The open step. */
  readonly at: number;
  readonly onOpen: (index: number) => void;
}

/** The chain of keys from the outermost down to the plaintext; each leads to its step. */
export function Descent({ view, at, onOpen }: DescentProps) {
  const tiles = descentOf(view);
  if (tiles.length === 0) {
    return (
      <p className="descent descent-none">
        {view.parts === 0
          ? 'A delete marker: no data, and so no key.'
          : 'Not encrypted: the bytes on the drives are the content, and no key takes part.'}
      </p>
    );
  }
  return (
    <ol className="descent" aria-label="The keys of this object, outermost first">
      {tiles.map((tile, index) => (
        <Fragment key={`${tile.name}-${tile.by}`}>
          <li>
            {index === 0 ? null : (
              <span className="descent-by">
                {tile.by}
                <ChevronRight size={14} aria-hidden />
              </span>
            )}
            <Tile tile={tile} isOpen={tile.step === at} onOpen={onOpen} />
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

function Tile({
  tile,
  isOpen,
  onOpen,
}: {
  tile: DescentTile;
  isOpen: boolean;
  onOpen: (index: number) => void;
}) {
  const { step } = tile;
  const word = (
    <>
      <IdentityWord
        identity={tile.identity}
        text={tile.name}
        isDerived={tile.isDerived || tile.state !== 'reached'}
      />
      {tile.state === 'failed' ? <StateIcon tone="fail" label="not opened" /> : null}
      {tile.state === 'not-reached' ? <span className="visually-hidden">, not reached</span> : null}
    </>
  );
  if (step === undefined) return <span className="descent-tile">{word}</span>;
  return (
    <button
      type="button"
      className={`descent-tile descent-${tile.state}`}
      aria-current={isOpen ? 'step' : undefined}
      title={`Step ${step + 1}`}
      onClick={() => onOpen(step)}
    >
      {word}
    </button>
  );
}
