import { CircleQuestionMark, Hash, type LucideIcon, Rows3, ShieldCheck, Tag } from 'lucide-react';
import type { Region } from '#shared/contract/inspector.ts';
import { type KeyKind, KeyWord } from '../../ui/key-tile.tsx';
import { shortPath } from './stored-words.ts';
import './region-look.css';

interface Look {
  readonly tone: 'bitrot' | 'header' | 'ciphertext' | 'tag' | 'plaintext' | 'parity' | 'meta' | 'quiet';
  readonly icon?: LucideIcon;
}

const LOOKS: Readonly<Record<Region['kind'], Look>> = {
  'xl-envelope': { tone: 'quiet', icon: Rows3 },
  'xl-version-header': { tone: 'meta', icon: Rows3 },
  'xl-version-body': { tone: 'meta', icon: Rows3 },
  'xl-checksum': { tone: 'bitrot', icon: Hash },
  'inline-header': { tone: 'quiet', icon: Rows3 },
  'bitrot-hash': { tone: 'bitrot', icon: Hash },
  'dare-header': { tone: 'header', icon: Tag },
  ciphertext: { tone: 'ciphertext' },
  tag: { tone: 'tag', icon: ShieldCheck },
  plaintext: { tone: 'plaintext' },
  parity: { tone: 'parity', icon: Rows3 },
  padding: { tone: 'quiet', icon: Rows3 },
  unknown: { tone: 'quiet', icon: CircleQuestionMark },
};

/** What of xl.meta has the colour of a key, by the link of its field. */
const KEYED: Readonly<Record<string, KeyKind>> = {
  'sealed-key': 'object-key',
  'kms-ciphertext': 'data-key',
  'key-name': 'kes-key',
};

function keyOf({ kind, link }: Pick<Region, 'kind' | 'link'>): KeyKind | undefined {
  return kind === 'xl-version-body' ? KEYED[link ?? ''] : undefined;
}

/** The class that colours a region's edge and ground. */
export function regionClass(region: Pick<Region, 'kind' | 'link'>): string {
  return `region-${keyOf(region) ?? LOOKS[region.kind].tone}`;
}

/** The name of a region as it is read: of a field the end of its path, else with a capital letter. */
export function regionName({ kind, label }: Pick<Region, 'kind' | 'label'>): string {
  const isField = kind === 'xl-version-header' || (kind === 'xl-version-body' && label !== 'structure');
  return isField ? shortPath(label) : label.charAt(0).toUpperCase() + label.slice(1);
}

/** The name of a region with its glyph, in its colour. */
export function RegionWord({ region }: { region: Region }) {
  const { icon: Icon, tone } = LOOKS[region.kind];
  const key = keyOf(region) ?? (tone === 'ciphertext' || tone === 'plaintext' ? tone : undefined);
  if (key !== undefined) return <KeyWord kind={key} text={regionName(region)} />;
  return (
    <span className={`region-word region-${tone}`}>
      {Icon === undefined ? null : <Icon size={14} aria-hidden />}
      {regionName(region)}
    </span>
  );
}

const CHECK_WORDS = { ok: 'checked', failed: 'does not fit', 'not-checked': 'not checked' } as const;

export function checkWord({ check }: Pick<Region, 'check'>): string {
  return CHECK_WORDS[check];
}
