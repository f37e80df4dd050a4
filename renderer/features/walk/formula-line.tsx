import type { WalkStep, WalkValue } from '#shared/contract/walk.ts';
import { formulaParts } from './formula-parts.ts';
import { shortHex } from './hex-text.ts';
import { keyClass } from './identity-tile.tsx';
import './formula-line.css';

/** The formula of a step, each value in it underlined in its colour; below, what a message is joined of. */
export function FormulaLine({ step }: { step: WalkStep }) {
  const message = step.id === 'kek' ? messageOf(step) : [];
  return (
    <div className="formula">
      <p className="formula-line">
        <code>
          {formulaParts(step).map((part, index) =>
            part.value === undefined ? (
              part.text
            ) : (
              <span
                key={`${index}-${part.text}`}
                className={`formula-value ${keyClass(part.value.identity)}`}
              >
                {part.text}
              </span>
            ),
          )}
        </code>
      </p>
      {message.length < 2 ? null : <Message parts={message} />}
    </div>
  );
}

type MessagePart = Pick<WalkValue, 'id' | 'type' | 'lengthBytes' | 'value'>;

const ALGORITHM = 'DAREv2-HMAC-SHA256';

/** What the hash goes over: the inputs that are no key, with the fixed word between them where it is no input of its own. */
function messageOf({ inputs, formula }: WalkStep): readonly MessagePart[] {
  const parts: MessagePart[] = inputs.filter((input) => !input.isSecret);
  if (!formula.includes(ALGORITHM) || parts.some((part) => part.value === ALGORITHM)) return parts;
  const word: MessagePart = {
    id: 'algorithm',
    type: 'text',
    lengthBytes: ALGORITHM.length,
    value: ALGORITHM,
  };
  return parts.toSpliced(-1, 0, word);
}

/** The message of a keyed hash, part by part, widths as the lengths are. */
function Message({ parts }: { parts: readonly MessagePart[] }) {
  const total = parts.reduce((sum, part) => sum + part.lengthBytes, 0);
  return (
    <>
      <div className="formula-message">
        {parts.map((part) => (
          <code key={part.id} style={{ flexGrow: part.lengthBytes }}>
            {part.type === 'bytes' ? shortHex(part.value ?? '') : part.value}
          </code>
        ))}
      </div>
      <p className="formula-caption">
        message, {total} bytes: {parts.map((part) => part.lengthBytes).join(' + ')}, joined with nothing
        between
      </p>
    </>
  );
}
