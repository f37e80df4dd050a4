import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  changeWords,
  mirrorProblem,
  shiftedPorts,
  shiftProblem,
  USUAL_PORTS,
  undoOf,
} from './settings-form.ts';

test('the usual ports are those of the compose files', () => {
  const compose = ['standalone', 'distributed']
    .map((folder) =>
      readFileSync(join(import.meta.dirname, '../../../compose', folder, 'compose.yaml'), 'utf8'),
    )
    .join('\n');
  for (const { port } of USUAL_PORTS) expect(compose).toContain(`:-${port}}`);
});

test('a shift moves every port', () => {
  expect(shiftedPorts(10_000).map(({ port }) => port)).toEqual([
    18_200, 17_373, 19_000, 19_001, 19_101, 19_191,
  ]);
});

test('a shift that cannot be used says why, each in its own words', () => {
  const problems = ['', '-1', '1.5', 'ten', '20001', '47'].map((typed) => shiftProblem(typed, 7420));
  expect(problems.every((problem) => problem !== undefined)).toBe(true);
  expect(shiftProblem('47', 7420)).toContain('KES would need 7420');
  expect(shiftProblem('10000', 7420)).toBeUndefined();
});

test('a mirror is a host with or without port and path', () => {
  expect(['', 'registry.local:5000', 'mirror.example/hub'].map(mirrorProblem)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const problems = ['https://registry.local', 'Registry', 'a b', 'host:port'].map(mirrorProblem);
  expect(new Set(problems).size).toBe(4);
  expect(problems).not.toContain(undefined);
});

test('an undo brings back what was changed and nothing else', () => {
  const before = { engine: 'auto', portShift: 100, sharedScreen: false, registryMirror: '' } as const;
  expect(undoOf({ portShift: 0 }, before)).toEqual({ portShift: 100 });
  expect(undoOf({ engine: 'docker' }, before)).toEqual({ engine: 'auto' });
});

test('every change has its sentence', () => {
  const words = [
    { engine: 'docker' as const },
    { portShift: 0 },
    { portShift: 10_000 },
    { registryMirror: '' },
    { sharedScreen: true },
  ].map(changeWords);
  expect(new Set(words).size).toBe(5);
});
