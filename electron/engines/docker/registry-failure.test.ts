import { expect, test } from 'vitest';
import { registryFailure } from './registry-failure.ts';

test.each([
  ['Get "https://r.test/v2/": dial tcp: lookup r.test on 10.0.0.1:53: no such host', 'no-network'],
  ['Get "https://r.test/v2/": net/http: request canceled while waiting for connection', 'no-network'],
  ['received unexpected HTTP status: 503 Service Unavailable', 'no-network'],
  ['unexpected EOF', 'no-network'],
  ['Get "https://r.test/v2/": x509: certificate signed by unknown authority', 'tls-error'],
  ['http: server gave HTTP response to HTTPS client', 'tls-error'],
  ['manifest for a/b:1 not found: manifest unknown: manifest unknown', 'not-found'],
  ["pull access denied for a/b, repository does not exist or may require 'docker login'", 'not-found'],
  ['Head "http://127.0.0.1:5000/v2/a/b/manifests/1": no basic auth credentials', 'not-found'],
  ['unauthorized: access to the requested resource is not authorized', 'not-found'],
  ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'unsupported'],
  ['toomanyrequests: You have reached your unauthenticated pull rate limit.', 'busy'],
  ['write /var/lib/docker/tmp/GetImageBlob1: no space left on device', 'disk-full'],
  ['filesystem layer verification failed for digest sha256:00', 'checksum-mismatch'],
  ['something nobody has seen', 'internal'],
])('what the engine says, %s, becomes %s with the image and the words themselves', (said, code) => {
  const error = registryFailure('a/b:1', said);
  expect(error).toMatchObject({ code, details: { reference: 'a/b:1', evidence: [said] } });
  expect(error.message).toContain('a/b:1');
  expect(error.fix).not.toBe('');
});
