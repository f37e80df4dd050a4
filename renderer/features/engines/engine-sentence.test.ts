import { expect, test } from 'vitest';
import type { EngineCandidate } from '#shared/contract/engines.ts';
import { commandsIn, engineSentence, noDockerReason } from './engine-sentence.ts';

const PROCESSES: EngineCandidate = {
  id: 'process',
  engine: 'process',
  title: 'Processes of this machine',
  source: 'built in',
  state: 'works',
  isTaken: true,
  reason: 'Always there: no Docker is needed.',
};
const DOCKER: EngineCandidate = {
  ...PROCESSES,
  id: 'docker',
  engine: 'docker',
  title: 'Docker',
  source: '/var/run/docker.sock',
  version: '27.3.1',
  reason: 'Docker 27.3.1 answers.',
};
const DEAD: EngineCandidate = {
  ...DOCKER,
  state: 'failed',
  isTaken: false,
  reason: 'There is no /var/run/docker.sock.',
};

test('auto takes the Docker that answers and says where it is', () => {
  const sentence = engineSentence([DOCKER, PROCESSES], 'auto');
  expect(sentence.what).toBe('A new lab runs on Docker 27.3.1.');
  expect(sentence.why).toContain('/var/run/docker.sock');
});

test('auto without Docker takes processes and says why Docker does not answer', () => {
  const sentence = engineSentence([DEAD, PROCESSES], 'auto');
  expect(sentence.what).toBe('A new lab runs as processes of this machine.');
  expect(sentence.why).toContain('There is no /var/run/docker.sock.');
});

test('a Docker that was asked for and does not answer is a failure', () => {
  expect(engineSentence([DEAD, PROCESSES], 'docker').tone).toBe('fail');
  expect(engineSentence([DOCKER, PROCESSES], 'docker').tone).toBe('done');
});

test('processes that were asked for win over a Docker that answers', () => {
  expect(engineSentence([DOCKER, PROCESSES], 'process').what).toContain('processes');
});

test('a machine where nothing runs a lab is told so', () => {
  expect(engineSentence([DEAD], 'auto').tone).toBe('fail');
});

test('the commands of a fix are found, single words are not', () => {
  expect(commandsIn('Run `sudo usermod -aG docker $USER`, then log in again; see `docker`.')).toEqual([
    'sudo usermod -aG docker $USER',
  ]);
});

test('Docker can be chosen where one answers, and else it is said why not', () => {
  expect(noDockerReason([DEAD, DOCKER, PROCESSES])).toBeUndefined();
  expect(noDockerReason([DEAD, PROCESSES])).toContain('There is no /var/run/docker.sock.');
});
