import type { Settings, SettingsChange } from '#shared/contract/settings.ts';
import { Settings as SettingsSchema } from '#shared/contract/settings.ts';

export interface PortLine {
  readonly name: string;
  readonly port: number;
}

/** The ports that `compose/` asks for, before the shift. settings-form.test.ts holds them against the files. */
export const USUAL_PORTS: readonly PortLine[] = [
  { name: 'Vault', port: 8200 },
  { name: 'KES', port: 7373 },
  { name: 'MinIO', port: 9000 },
  { name: 'MinIO console', port: 9001 },
  { name: 'MinIO, four nodes', port: 9101 },
  { name: 'their consoles', port: 9191 },
];

const MOST_SHIFT = 20_000;

/** What every usual port becomes. */
export function shiftedPorts(shift: number): readonly PortLine[] {
  return USUAL_PORTS.map(({ name, port }) => ({ name, port: port + shift }));
}

/** Why a typed shift cannot be used, as a sentence; undefined when it can. `pagePort` is the port of this page. */
export function shiftProblem(typed: string, pagePort: number): string | undefined {
  if (!/^\d+$/.test(typed)) return `A shift is a whole number from 0 to ${MOST_SHIFT.toLocaleString('en')}.`;
  const shift = Number(typed);
  if (shift > MOST_SHIFT)
    return `${MOST_SHIFT.toLocaleString('en')} at most: above it the system gives ports to programs that ask for any.`;
  const onPage = shiftedPorts(shift).find(({ port }) => port === pagePort);
  return onPage === undefined ? undefined : `${onPage.name} would need ${pagePort}, where this page is.`;
}

/** Why a typed mirror cannot be used, as a sentence; undefined when it can. */
export function mirrorProblem(typed: string): string | undefined {
  if (/^https?:\/\//i.test(typed))
    return 'Leave the “https://” out: a mirror is HOST:PORT or HOST:PORT/PATH.';
  if (/[A-Z]/.test(typed)) return 'Small letters only, as registries have them.';
  if (/\s/.test(typed)) return 'A mirror has no spaces.';
  return SettingsSchema.shape.registryMirror.safeParse(typed).success
    ? undefined
    : 'A mirror is HOST:PORT or HOST:PORT/PATH, as in “registry.local:5000/hub”.';
}

const ENGINES = { auto: 'Auto', docker: 'Docker', process: 'Processes' } as const;

/** What a change did, as a sentence. */
export function changeWords(change: SettingsChange): string {
  if (change.engine !== undefined) return `Engine of new labs: ${ENGINES[change.engine]}.`;
  if (change.portShift !== undefined)
    return change.portShift === 0
      ? 'New labs take the usual ports.'
      : `New labs take ports ${change.portShift.toLocaleString('en')} higher.`;
  if (change.registryMirror !== undefined)
    return change.registryMirror === ''
      ? 'No registry mirror.'
      : `Registry mirror: ${change.registryMirror}.`;
  return change.sharedScreen === true
    ? 'Shared screen: no secret is revealed.'
    : 'Secrets can be revealed again.';
}

/** The change that brings back what `change` changes. */
export function undoOf(change: SettingsChange, before: Settings): SettingsChange {
  return {
    ...(change.engine === undefined ? {} : { engine: before.engine }),
    ...(change.portShift === undefined ? {} : { portShift: before.portShift }),
    ...(change.sharedScreen === undefined ? {} : { sharedScreen: before.sharedScreen }),
    ...(change.registryMirror === undefined ? {} : { registryMirror: before.registryMirror }),
  };
}
