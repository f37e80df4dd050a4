import type { EngineCandidate } from '#shared/contract/engines.ts';
import type { EngineChoice } from '#shared/contract/labs.ts';
import type { StateTone } from '../../ui/state-icon.tsx';

export interface EngineSentence {
  readonly tone: StateTone;
  /** What a new lab would run on. */
  readonly what: string;
  /** Why, as one more sentence. */
  readonly why: string;
}

/** What a new lab would run on now, and why: the choice of the settings, held against what answers. */
export function engineSentence(candidates: readonly EngineCandidate[], choice: EngineChoice): EngineSentence {
  const docker = candidates.find(({ engine, isTaken }) => engine === 'docker' && isTaken);
  const processes = candidates.find(({ engine, isTaken }) => engine === 'process' && isTaken);
  const failed = candidates.find(({ engine, state }) => engine === 'docker' && state === 'failed');
  const noDocker = failed?.reason ?? 'It is at none of the usual places.';
  if (choice === 'docker') {
    return docker === undefined
      ? { tone: 'fail', what: 'A new lab would not start: your settings ask for Docker.', why: noDocker }
      : { tone: 'done', what: `A new lab runs on ${nameOf(docker)}.`, why: 'Your settings ask for it.' };
  }
  if (choice === 'auto' && docker !== undefined) {
    return {
      tone: 'done',
      what: `A new lab runs on ${nameOf(docker)}.`,
      why: `It answers: ${docker.source}.`,
    };
  }
  if (processes === undefined) {
    return { tone: 'fail', what: 'Nothing on this machine can run a lab now.', why: noDocker };
  }
  return {
    tone: 'done',
    what: 'A new lab runs as processes of this machine.',
    why: choice === 'process' ? 'Your settings ask for it.' : `Docker does not answer. ${noDocker}`,
  };
}

/** Why no lab can run on Docker now; undefined where one can. */
export function noDockerReason(candidates: readonly EngineCandidate[]): string | undefined {
  const docker = candidates.filter(({ engine }) => engine === 'docker');
  if (docker.some(({ isTaken }) => isTaken)) return undefined;
  return `Docker does not answer. ${docker.find(({ state }) => state === 'failed')?.reason ?? ''}`.trim();
}

/** `Docker 27.3.1`. */
function nameOf({ title, version }: EngineCandidate): string {
  return version === undefined ? title : `${title} ${version}`;
}

/** The command lines that a sentence names between backticks, to be copied. */
export function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+ [^`]+)`/g)].flatMap((match) => match[1] ?? []);
}
