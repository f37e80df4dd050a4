import type { OperationSnapshot } from '#shared/contract/progress.ts';

export interface OperationWords {
  readonly heading: string;
  readonly cancel: string;
  /** What stays when it is cancelled. */
  readonly kept: string;
}

/** The words for an operation by its name in the contract; any other one is called by its own title. */
export function wordsOf({ name, lab = '', title, state, progress }: OperationSnapshot): OperationWords {
  const hasEnded = state !== 'running' && state !== 'cancelled';
  switch (name) {
    case 'labs.up':
      return {
        heading: hasEnded ? `${lab} did not come up` : title,
        cancel: progress?.steps.some((step) => step.group === 'Components')
          ? 'Cancel, keep what was built'
          : 'Cancel',
        kept: 'Components that are built stay. A new lab leaves nothing else behind; an existing one keeps its data.',
      };
    case 'labs.down':
      return {
        heading: hasEnded ? `${lab} did not stop` : title,
        cancel: 'Cancel',
        kept: 'What is stopped stays stopped. Nothing is deleted.',
      };
    case 'labs.remove':
      return {
        heading: hasEnded ? `${lab} is not removed` : title,
        cancel: 'Cancel',
        kept: 'What is deleted is gone; removing again goes on from here.',
      };
    case 'labs.prove':
      return {
        heading: hasEnded ? `${lab} is not proven` : title,
        cancel: 'Cancel',
        kept: 'The lab is as it was.',
      };
    case 'components.provision':
      return {
        heading: hasEnded ? 'Not every component is here' : title,
        cancel: 'Cancel, keep what was built',
        kept: 'Components that are ready stay, and getting the rest goes on from there.',
      };
    case 'components.save':
    case 'components.load':
    case 'components.remove':
    case 'engines.removeImages':
      return {
        heading: hasEnded ? `${title} did not end well` : title,
        cancel: 'Cancel',
        kept: 'Labs and what runs stay as they are.',
      };
    default:
      return { heading: title, cancel: 'Cancel', kept: 'The lab keeps what was done so far.' };
  }
}
