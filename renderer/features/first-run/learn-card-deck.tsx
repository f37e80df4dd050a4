import { ActionIcon } from '@mantine/core';
import { ChevronLeft, ChevronRight, KeyRound, type LucideIcon, Server, Vault } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { KeyText } from '../../ui/key-text.tsx';
import { KeyWord } from '../../ui/key-tile.tsx';
import { PAGE_KEYS, pressOf } from '../keyboard/page-keys.ts';
import { LEARN_CARDS, type LearnCard, turned } from './learn-cards.ts';
import './learn-card-deck.css';

const ICONS: Readonly<Record<'vault' | 'kes' | 'minio', LucideIcon>> = {
  vault: Vault,
  kes: KeyRound,
  minio: Server,
};

/** One card at a time about what the lab is made of, to read while it is made. Turned by hand only. */
export function LearnCardDeck() {
  const [place, setPlace] = useState(0);
  const titleId = useId();
  const card = LEARN_CARDS[place];
  if (card === undefined) return null;
  const press = (event: KeyboardEvent): void => {
    const pressed = pressOf(PAGE_KEYS.cards.turn, event);
    if (pressed !== undefined) setPlace(turned(place, pressed === 'arrowright' ? 1 : -1));
  };
  return (
    <section className="card learn" aria-labelledby={titleId}>
      <header className="card-head">
        <h2 id={titleId}>While this is made</h2>
        <p className="card-about">what you will work with</p>
      </header>
      <div className="learn-card" aria-live="polite">
        <h3>
          <CardName card={card} />
        </h3>
        <p>
          <KeyText text={card.what} />
        </p>
        <p className="learn-see">
          <span>You will see</span>
          <KeyText text={card.see} />
        </p>
      </div>
      <div className="learn-foot">
        <ActionIcon
          variant="default"
          aria-label="Card before"
          onClick={() => setPlace(turned(place, -1))}
          onKeyDown={press}
        >
          <ChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <span>
          {place + 1} of {LEARN_CARDS.length}
        </span>
        <ActionIcon
          variant="default"
          aria-label="Next card"
          onClick={() => setPlace(turned(place, 1))}
          onKeyDown={press}
        >
          <ChevronRight size={18} aria-hidden />
        </ActionIcon>
      </div>
    </section>
  );
}

function CardName({ card: { subject, name } }: { card: LearnCard }) {
  if (subject === 'vault' || subject === 'kes' || subject === 'minio') {
    const Icon = ICONS[subject];
    return (
      <span className="learn-component">
        <Icon size={18} aria-hidden />
        {name}
      </span>
    );
  }
  return <KeyWord kind={subject} text={name} />;
}
