import { SealabError } from '#shared/errors.ts';
import { LATER_LEAFS, type LeafName } from '../../certificates/lab-certificates.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import { runningServices } from '../observe-facts.ts';
import type { LabSession } from '../session.ts';

/** Names that other services use for the bearer of a leaf; every machine adds localhost and the loopback addresses. */
function serviceNames(session: LabSession, leaf: LeafName): readonly string[] {
  return leaf === 'minio' ? [...new Set(['minio', ...session.nodes.map((node) => node.name)])] : [leaf];
}

/** The authority and Vault's certificate: all that Vault needs to start. */
export async function makeAuthority(session: LabSession, context: OperationContext): Promise<void> {
  if ((await runningServices(session)).size > 0) {
    throw new SealabError(
      'damaged-file',
      `Certificates of lab ${session.lab} are missing while its services run with them.`,
      {
        fix: `Stop the lab and start it again, which makes new ones: \`sealab down ${session.lab}\`, then \`sealab up ${session.lab}\`.`,
      },
    );
  }
  const [authorityKeys, vaultKeys] = await Promise.all([
    session.ports.crypto.rsaKeyPair(),
    session.ports.crypto.rsaKeyPair(),
  ]);
  context.signal.throwIfAborted();
  await session.certificates.makeAuthority(authorityKeys);
  await session.certificates.makeLeaf({
    name: 'vault',
    keys: vaultKeys,
    serviceNames: serviceNames(session, 'vault'),
  });
  context.report({ detail: 'RSA 2048, the authority is valid for 5 years' });
}

/** The other leafs. Made while Vault starts, which waits more than it computes. */
export async function makeCertificates(session: LabSession, context: OperationContext): Promise<void> {
  let made = 0;
  await Promise.all(
    LATER_LEAFS.map(async (name) => {
      const keys = await session.ports.crypto.rsaKeyPair();
      context.signal.throwIfAborted();
      await session.certificates.makeLeaf({ name, keys, serviceNames: serviceNames(session, name) });
      made += 1;
      context.report({
        detail: `${made} of ${LATER_LEAFS.length}, valid for 1 year`,
        done: made,
        total: LATER_LEAFS.length,
        unit: 'items',
      });
    }),
  );
}
