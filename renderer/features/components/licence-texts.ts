/**
 * The texts as the projects publish them: LICENSE of github.com/hashicorp/vault v1.18.0, of github.com/minio/minio (that
 * of KES, mc and warp says the same), and Sealab’s own.
 */
const TEXTS = {
  'BUSL-1.1': async () => await import('./licences/busl-1.1.txt?raw'),
  'AGPL-3.0': async () => await import('./licences/agpl-3.0.txt?raw'),
  'Apache-2.0': async () => await import('./licences/apache-2.0.txt?raw'),
} as const;

export type LicenceName = keyof typeof TEXTS;

/** Whether the text of a licence is here, by its SPDX name. */
export function isLicenceName(name: string): name is LicenceName {
  return Object.hasOwn(TEXTS, name);
}

export async function licenceText(name: LicenceName): Promise<string> {
  return (await TEXTS[name]()).default;
}
