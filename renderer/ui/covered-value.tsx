import { Button } from '@mantine/core';
import { Eye, EyeOff } from 'lucide-react';
import { CopyButton } from './copy-button.tsx';
import './covered-value.css';

export interface CoveredValueProps {
  readonly title: string;
  readonly length: number;
  /** Set while the value may be seen. */
  readonly value: string | undefined;
  readonly secondsLeft: number;
  readonly onReveal: () => void;
  readonly onCover: () => void;
  readonly isDisabled?: boolean;
}

/** A secret: covered it shows its length, uncovered the value and the seconds until it is covered again. */
export function CoveredValue(props: CoveredValueProps) {
  const { title, length, value, secondsLeft, onReveal, onCover, isDisabled = false } = props;
  if (value === undefined) {
    return (
      <div className="covered">
        <span className="cover" aria-hidden />
        <span className="covered-length">
          <span className="visually-hidden">covered, </span>
          {length} characters
        </span>
        <Button
          variant="default"
          size="xs"
          leftSection={<Eye size={15} aria-hidden />}
          onClick={onReveal}
          disabled={isDisabled}
          aria-label={`Reveal ${title}`}
        >
          Reveal
        </Button>
      </div>
    );
  }
  return (
    <div className="covered">
      <code className="uncovered">{value}</code>
      <CopyButton text={value} label={`Copy ${title}`} />
      <Button
        variant="default"
        size="xs"
        leftSection={<EyeOff size={15} aria-hidden />}
        onClick={onCover}
        aria-label={`Cover ${title}`}
      >
        Cover, {secondsLeft} s
      </Button>
    </div>
  );
}
