import { ShieldCheck } from 'lucide-react';
import type { EncryptionMode } from '#shared/contract/objects.ts';
import { KeyWord } from '../../ui/key-tile.tsx';

const NAMES = { 'sse-s3': 'SSE-S3', 'sse-kms': 'SSE-KMS', 'sse-c': 'SSE-C', none: 'None' } as const;

/** How something is encrypted, and with which key where one is named. */
export function EncryptionWord({ mode, keyName }: { mode: EncryptionMode; keyName?: string | undefined }) {
  if (mode === 'none') return <KeyWord kind="plaintext" text="not encrypted" />;
  return (
    <span className="encryption-word">
      <span className="encryption-badge">
        <ShieldCheck size={14} aria-hidden />
        {NAMES[mode]}
      </span>
      {keyName === undefined || mode === 'sse-c' ? null : <KeyWord kind="kes-key" text={keyName} />}
    </span>
  );
}
