import { NativeSelect } from '@mantine/core';

export interface CustomerKeyChoiceProps {
  /** Undefined until they are read. */
  readonly names: readonly string[] | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** Which customer key opens an SSE-C object: the server keeps none and cannot tell. */
export function CustomerKeyChoice({ names, chosen, onChoose }: CustomerKeyChoiceProps) {
  if (names === undefined) return null;
  return (
    <div className="customer-key">
      {names.length === 0 ? (
        <p>
          This lab keeps no customer key. Without the one that the object was written with nobody reads it;
          its bytes are shown all the same.
        </p>
      ) : (
        <NativeSelect
          size="xs"
          label="Customer key to ask with"
          value={chosen}
          data={[...names]}
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
