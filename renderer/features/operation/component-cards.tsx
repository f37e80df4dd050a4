import { KeyRound, type LucideIcon, Server, Vault } from 'lucide-react';
import { KeyText } from '../../ui/key-text.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import './component-cards.css';

interface Card {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly what: string;
  readonly see: string;
}

const CARDS: readonly Card[] = [
  {
    name: 'Vault',
    icon: Vault,
    what: 'Vault keeps the KES key on its own storage, encrypted. It starts sealed: three of five shares open it.',
    see: 'You will see what stops working while it is sealed.',
  },
  {
    name: 'KES',
    icon: KeyRound,
    what: 'KES stands between MinIO and Vault. It gives a fresh data key for each object and opens it again for a read.',
    see: 'You will see which key each request used.',
  },
  {
    name: 'MinIO',
    icon: Server,
    what: 'MinIO stores objects. It encrypts each one with its own object key, and keeps that key sealed beside it.',
    see: 'You will see the object through S3, and only ciphertext on the drive.',
  },
];

/** What the three programs are for: to read while they are built. */
export function ComponentCards() {
  return (
    <SectionCard title="While this builds: who does what">
      <ul className="component-cards">
        {CARDS.map(({ name, icon: Icon, what, see }) => (
          <li key={name} className="component-card">
            <Icon size={20} aria-hidden />
            <div>
              <h3>{name}</h3>
              <p>
                <KeyText text={what} />
              </p>
              <p className="component-see">
                <KeyText text={see} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p className="component-note">
        The programs are built once, from pinned sources, on this machine. The next lab starts in seconds.
      </p>
    </SectionCard>
  );
}
