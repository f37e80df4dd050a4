import { Button, SegmentedControl } from '@mantine/core';
import { Save } from 'lucide-react';
import { useState } from 'react';
import type { EncryptionMode, ObjectRef } from '#shared/contract/objects.ts';
import type { WalkView } from '#shared/contract/walk.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { GivenKey } from './given-key.ts';
import { hexDump, textOf } from './hex-text.ts';
import { PlaintextSave } from './plaintext-save.tsx';
import './plaintext-panel.css';

export interface PlaintextPanelProps {
  readonly object: ObjectRef;
  readonly plaintext: NonNullable<WalkView['plaintext']>;
  readonly encryption: EncryptionMode;
  /** The key that the walk was given. */
  readonly given: GivenKey | undefined;
}

/** What came out: its digest, its beginning, and a way to keep all of it. */
export function PlaintextPanel({ object, plaintext, encryption, given }: PlaintextPanelProps) {
  const { preview, sizeBytes, sha256 } = plaintext;
  const text = textOf(preview, preview.length < sizeBytes);
  const [form, setForm] = useState<'text' | 'hex'>('text');
  const [isSaving, setSaving] = useState(false);
  const shown = text !== undefined && form === 'text' ? text : hexDump(preview);
  return (
    <>
      <h3>The content</h3>
      <div className="plaintext">
        <p className="plaintext-digest">
          <span>SHA-256</span>
          <code>{sha256}</code>
          <CopyButton text={sha256} label="Copy the SHA-256" />
        </p>
        <div className="plaintext-bar">
          {text === undefined ? (
            <span>It is no text: shown as hex.</span>
          ) : (
            <SegmentedControl
              size="xs"
              aria-label="Content as"
              value={form}
              onChange={(value) => setForm(value === 'hex' ? 'hex' : 'text')}
              data={[
                { value: 'text', label: 'Text' },
                { value: 'hex', label: 'Hex' },
              ]}
            />
          )}
          <span className="plaintext-part">
            {sizeBytes === 0
              ? 'zero bytes'
              : preview.length < sizeBytes
                ? `the first ${preview.length.toLocaleString('en')} of ${sizeBytes.toLocaleString('en')} bytes`
                : `all ${sizeBytes.toLocaleString('en')} bytes`}
          </span>
          <Button
            variant="default"
            leftSection={<Save size={16} aria-hidden />}
            onClick={() => setSaving(true)}
          >
            Save the plaintext
          </Button>
        </div>
        {sizeBytes === 0 ? null : (
          <textarea
            className="plaintext-preview mono"
            aria-label="Beginning of the plaintext"
            readOnly
            spellCheck={false}
            rows={Math.min(12, shown.split('\n').length + 1)}
            value={shown}
          />
        )}
      </div>
      {isSaving ? (
        <PlaintextSave
          object={object}
          sizeBytes={sizeBytes}
          isCustomerKey={encryption === 'sse-c'}
          given={given}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </>
  );
}
