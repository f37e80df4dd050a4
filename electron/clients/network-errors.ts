import { type ErrorCode, SealabError } from '#shared/errors.ts';

/** A server as errors name it. */
export interface Server {
  /** `Vault`, `KES` or `MinIO`. */
  readonly title: string;
  readonly url: string;
  /** The code of its errors that are neither about TLS nor about time. */
  readonly errorCode: ErrorCode;
}

/** A proxy in front of a stopped container accepts and then resets, so a reset counts as "nothing answers" too. */
const noAnswerCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Node's names for certificates that fail verification, and for handshakes that fail. */
const tlsCode =
  /^(CERT_|CRL_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO)/;

/** The errors of a request that got no HTTP answer: `tls-error`, or the server's own code with `details.unreachable`. */
export function networkError(thrown: unknown, server: Server): SealabError {
  const { code, text } = describe(thrown);
  if (tlsCode.test(code)) return tlsError({ code, text, cause: thrown }, server);
  const unreachable = noAnswerCodes.has(code);
  const message = unreachable
    ? `Nothing answers at ${server.url} (${server.title}).`
    : `The connection to ${server.title} at ${server.url} failed.`;
  return new SealabError(server.errorCode, message, {
    fix: `Check that ${server.title} runs, and read the end of its log.`,
    details: { evidence: [text], reason: code, unreachable },
    cause: thrown,
  });
}

/** True for the error of a request that found no listener. */
export function isUnreachable(error: SealabError): boolean {
  return error.details?.['unreachable'] === true;
}

/** The error of a request that was not answered in time. */
export function timeoutError(server: Server, what: string, timeoutMs: number): SealabError {
  return new SealabError(
    'service-timeout',
    `${server.title} at ${server.url} did not answer within ${timeoutMs} ms: ${what}.`,
    {
      fix: `Check that ${server.title} is not paused or overloaded, and read the end of its log.`,
      details: { evidence: [`no answer to ${what} after ${timeoutMs} ms`], timeoutMs },
    },
  );
}

/** The code and the text of a network failure, as Node gives them. */
export function describe(thrown: unknown): { readonly code: string; readonly text: string } {
  if (!(thrown instanceof Error)) return { code: '', text: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (code === '' && thrown.cause instanceof Error) return describe(thrown.cause);
  const text = thrown.message === '' ? thrown.name : thrown.message;
  return { code, text: code === '' || text.includes(code) ? text : `${code}: ${text}` };
}

function tlsError(failure: { code: string; text: string; cause: unknown }, server: Server): SealabError {
  return new SealabError(
    'tls-error',
    `TLS to ${server.title} at ${server.url} failed: ${tlsReason(failure.code)}.`,
    {
      fix: tlsFix(failure.code, server),
      details: { evidence: [failure.text], reason: failure.code },
      cause: failure.cause,
    },
  );
}

function tlsReason(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'CERT_NOT_YET_VALID':
      return 'its certificate is not valid yet';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate does not name this address';
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'CERT_SIGNATURE_FAILURE':
      return "its certificate is not signed by the lab's CA";
    default:
      return code.includes('CERTIFICATE_REQUIRED')
        ? 'it asks for a client certificate'
        : 'the handshake did not succeed';
  }
}

function tlsFix(code: string, server: Server): string {
  switch (code) {
    case 'CERT_NOT_YET_VALID':
      return 'Compare the clocks of this machine and of the engine, then make a new certificate.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `Make a certificate for ${server.title} that names ${new URL(server.url).hostname}, and restart it.`;
    case 'CERT_HAS_EXPIRED':
      return `Make a new certificate for ${server.title}, and restart it.`;
    default:
      return `Check which certificate and which CA ${server.title} uses, and that nothing else listens on its port.`;
  }
}
