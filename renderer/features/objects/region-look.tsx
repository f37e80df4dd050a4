import { CircleQuestionMark, Hash, type LucideIcon, Rows3, ShieldCheck, Tag } from 'lucide-react';
import type { Region } from '#shared/contract/inspector.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
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

/** The class that colours a region's edge and ground. */
export function regionClass({ kind }: Pick<Region, 'kind'>): string {
  return `region-${LOOKS[kind].tone}`;
}

/** The name of a region with its glyph, in its colour. */
export function RegionWord({ region }: { region: Region }) {
  const { icon: Icon, tone } = LOOKS[region.kind];
  if (tone === 'ciphertext' || tone === 'plaintext') return <KeyWord kind={tone} text={region.label} />;
  return (
    <span className={`region-word region-${tone}`}>
      {Icon === undefined ? null : <Icon size={14} aria-hidden />}
      {region.label}
    </span>
  );
}

const CHECK_WORDS = { ok: 'checked', failed: 'does not fit', 'not-checked': 'not checked' } as const;

export function checkWord({ check }: Pick<Region, 'check'>): string {
  return CHECK_WORDS[check];
}
