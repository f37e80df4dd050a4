import type { EngineCandidate, EngineImage } from '#shared/contract/engines.ts';
import type { Settings } from '#shared/contract/settings.ts';
import { formatBytes, formatTable } from './text.ts';

const STATES = { works: 'works', failed: 'fails', 'not-tried': 'not there' } as const;

/** Every place where an engine was looked for; `▸` marks those that labs run on. */
export function formatEngines(candidates: readonly EngineCandidate[]): string {
  const table = formatTable([
    ['', 'ENGINE', 'FROM', 'STATE', 'WHY'],
    ...candidates.map((candidate) => [
      candidate.isTaken ? '▸' : ' ',
      candidate.title,
      candidate.source,
      STATES[candidate.state],
      candidate.reason,
    ]),
  ]);
  const fixes = candidates.filter(({ state, fix }) => state === 'failed' && fix !== undefined);
  return [table, ...fixes.map(({ source, fix }) => `\n  ${source}\n  Next: ${fix}`)].join('\n');
}

export function formatImages(images: readonly EngineImage[]): string {
  if (images.length === 0) return 'Sealab has no image in Docker.';
  return formatTable([
    ['IMAGE', 'SIZE', 'CONTAINERS'],
    ...images.map((image) => [image.reference, formatBytes(image.sizeBytes), String(image.containers)]),
  ]);
}

const MEANINGS: Readonly<Record<keyof Settings, string>> = {
  engine: 'the engine of a new lab: auto, docker or process',
  portShift: 'added to every usual port of a new lab',
  sharedScreen: 'true: somebody else sees this screen, and no secret is revealed',
  registryMirror: 'a registry that is asked first, HOST:PORT or HOST:PORT/PATH; none for none',
};

export function formatSettings(settings: Settings): string {
  return formatTable([
    ['SETTING', 'VALUE', 'MEANING'],
    ...Object.entries(MEANINGS).map(([key, meaning]) => [key, shown(settings, key), meaning]),
  ]);
}

function shown(settings: Readonly<Record<string, unknown>>, key: string): string {
  const value = settings[key];
  return value === '' ? 'none' : String(value);
}
