import { type ReactNode, useId } from 'react';
import './choice-cards.css';

export interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly about: string;
  readonly icon?: ReactNode;
  /** Why it cannot be chosen now. */
  readonly unavailable?: string;
}

export interface ChoiceCardsProps<T extends string> {
  readonly legend: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One choice of a few, each with the sentence that explains it. Native radio buttons, so the keyboard works as known. */
export function ChoiceCards<T extends string>({ legend, choices, value, onChange }: ChoiceCardsProps<T>) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      <div className="choices-row">
        {choices.map((choice) => {
          const isOff = choice.unavailable !== undefined;
          return (
            <label key={choice.value} className={`choice ${isOff ? 'choice-off' : ''}`}>
              <input
                type="radio"
                name={name}
                value={choice.value}
                checked={choice.value === value}
                disabled={isOff}
                onChange={() => onChange(choice.value)}
              />
              <span className="choice-title">
                {choice.icon}
                {choice.title}
              </span>
              <span className="choice-about">{choice.unavailable ?? choice.about}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
