import forge from 'node-forge';
import { SealabError } from '#shared/errors.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';

const verified = new Map<string, Map<string, boolean>>();

/** Did this authority sign that certificate? */
function isSignedBy(caPem: string, certificatePem: string): boolean {
  const byThisAuthority = verified.get(caPem) ?? new Map<string, boolean>();
  verified.set(caPem, byThisAuthority);
  const known = byThisAuthority.get(certificatePem);
  if (known !== undefined) return known;
  let isValid = false;
  try {
    isValid = forge.pki.certificateFromPem(caPem).verify(forge.pki.certificateFromPem(certificatePem));
  } catch {
    isValid = false;
  }
  byThisAuthority.set(certificatePem, isValid);
  return isValid;
}

/** The public key of a certificate, as PEM `PUBLIC KEY`. */
export function publicKeyOf(certificatePem: string): string {
  return forge.pki.publicKeyToPem(forge.pki.certificateFromPem(certificatePem).publicKey);
}

/** The content of a file that a service was started with, by the end of its path. */
export function fileOf({ spec }: FakeService, ending: string): string {
  return spec.files.find((file) => file.target.endsWith(ending))?.content ?? '';
}

const SERVER_CERTIFICATE = ['/vault.crt', '/kes.crt', '/certs/public.crt'];

/** Does the service show a certificate that `caPem` signed? */
export function isTrusted(service: FakeService, caPem: string): boolean {
  return SERVER_CERTIFICATE.some((ending) => {
    const certificate = fileOf(service, ending);
    return certificate !== '' && isSignedBy(caPem, certificate);
  });
}

/** What answers at a URL, if it runs and is what was asked for. Throws `tls-error` as a verifying client does. */
export function reach(
  world: FakeWorld,
  { url, caPem }: { readonly url: string; readonly caPem: string },
): FakeService | undefined {
  const service = world.listenerOn(portOf(url));
  if (service === undefined) return undefined;
  if (!isTrusted(service, caPem)) {
    throw new SealabError('tls-error', `${url} shows a certificate that this lab’s authority did not sign.`);
  }
  return service;
}

export function portOf(url: string): number {
  return Number(url.slice(url.lastIndexOf(':') + 1));
}

export function notThere(url: string): SealabError {
  return new SealabError('service-timeout', `${url} does not answer.`);
}
