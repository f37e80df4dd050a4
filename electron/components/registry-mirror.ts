import type { SettingsStore } from '#core/ports/settings-store.ts';
import { Settings } from '#shared/contract/settings.ts';
import { SealabError } from '#shared/errors.ts';
import type { Environment } from './go-toolchain.ts';

/**
 * The registry that is asked first: SEALAB_REGISTRY_MIRROR, else what the settings say; empty for none. Throws
 * `invalid-input` for a variable that names none, and what reading the settings throws.
 */
export async function registryMirror(
  settings: Pick<SettingsStore, 'read'>,
  environment: Environment,
): Promise<string> {
  const given = environment['SEALAB_REGISTRY_MIRROR'];
  if (given === undefined || given === '') return (await settings.read()).registryMirror;
  if (Settings.shape.registryMirror.safeParse(given).success) return given;
  throw new SealabError(
    'invalid-input',
    `SEALAB_REGISTRY_MIRROR is ${JSON.stringify(given)}, which names no registry.`,
    {
      fix: 'Set it to HOST:PORT or HOST:PORT/PATH, or unset it.',
    },
  );
}
