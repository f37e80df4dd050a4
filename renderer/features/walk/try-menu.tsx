import { Button, Menu } from '@mantine/core';
import { ChevronDown, FlaskConical } from 'lucide-react';
import type { TryKind, TryView } from '#shared/contract/tries.ts';
import './try-menu.css';

export interface TryMenuProps {
  readonly tries: readonly TryView[];
  /** What the shown walk tries already. */
  readonly tried: TryKind | undefined;
  readonly isRunning: boolean;
  readonly onTry: (kind: TryKind) => void;
}

/** What can be changed in a copy of the object, to see which step finds out. */
export function TryMenu({ tries, tried, isRunning, onTry }: TryMenuProps) {
  if (tries.length === 0) return null;
  return (
    <Menu position="bottom-start" width={440}>
      <Menu.Target>
        <Button
          fullWidth
          variant="default"
          disabled={isRunning}
          leftSection={<FlaskConical size={16} aria-hidden />}
          rightSection={<ChevronDown size={16} aria-hidden />}
        >
          Try it
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="try-menu">
        <Menu.Label>In a copy in memory; the drives stay as they are</Menu.Label>
        {tries.map(({ kind, title, sentence, reason }) => (
          <Menu.Item key={kind} disabled={reason !== undefined} onClick={() => onTry(kind)}>
            <span className="try-title">
              {title}
              {kind === tried ? <span className="try-shown">shown now</span> : null}
            </span>
            <span className="try-sentence">{reason ?? sentence}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
