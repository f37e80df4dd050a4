import { SegmentedControl } from '@mantine/core';
import { ChartNetwork, Table2 } from 'lucide-react';
import './twin-switch.css';

/** Chooses between a picture and the table that says the same. */
export function TwinSwitch({
  picture,
  isTable,
  onTable,
}: {
  /** What the picture is called. */
  picture: string;
  isTable: boolean;
  onTable: (isTable: boolean) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Shown as"
      value={isTable ? 'table' : 'picture'}
      onChange={(value) => onTable(value === 'table')}
      data={[
        { value: 'picture', label: <Choice icon={ChartNetwork} word={picture} /> },
        { value: 'table', label: <Choice icon={Table2} word="Table" /> },
      ]}
    />
  );
}

function Choice({ icon: Icon, word }: { icon: typeof Table2; word: string }) {
  return (
    <span className="twin-choice">
      <Icon size={15} aria-hidden />
      {word}
    </span>
  );
}
