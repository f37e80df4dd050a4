import { SealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import { JournalWriter } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';
import { runId } from './run-context.ts';
import type { LabSecrets } from './secrets-file.ts';

/** A revealed secret is covered again after this time. */
export const COVER_AFTER_SECONDS = 30;

interface NamedSecret {
  readonly id: string;
  readonly title: string;
  readonly secret: Secret;
}

export async function listSecrets(
  ports: LabPorts,
  lab: string,
): Promise<{ id: string; title: string; length: number }[]> {
  const { session } = await openLab(ports, lab);
  return namedSecrets(session.requireSecrets()).map(({ id, title, secret }) => ({
    id,
    title,
    length: secret.reveal().length,
  }));
}

/**
 * The one way out for a secret; the journal keeps that it was asked for. Throws `not-found`, and `permission-denied`
 * while somebody else sees the screen.
 */
export async function revealSecret(
  ports: LabPorts,
  lab: string,
  id: string,
): Promise<{ value: string; coverAfterSeconds: number }> {
  const { session } = await openLab(ports, lab);
  const found = namedSecrets(session.requireSecrets()).find((known) => known.id === id);
  if (found === undefined) throw new SealabError('not-found', `Lab ${lab} has no secret “${id}”.`);
  if ((await ports.settings.read()).sharedScreen)
    throw new SealabError('permission-denied', `The ${found.title} is not shown: this screen is shared.`, {
      fix: 'Leave shared-screen mode in the settings: `sealab settings sharedScreen false`.',
    });
  const at = ports.clock.now().toISOString();
  await new JournalWriter(session.folder).write({
    kind: 'note',
    at,
    run: runId(ports),
    text: `revealed ${id}`,
  });
  return { value: found.secret.reveal(), coverAfterSeconds: COVER_AFTER_SECONDS };
}

function namedSecrets(secrets: LabSecrets): readonly NamedSecret[] {
  return [
    {
      id: 'minio-root-password',
      title: `MinIO password of ${secrets.rootUser}`,
      secret: secrets.rootPassword,
    },
    ...(secrets.vault?.shares ?? []).map((secret, index) => ({
      id: `share-${index + 1}`,
      title: `Vault share ${index + 1}`,
      secret,
    })),
    ...(secrets.vault === undefined
      ? []
      : [{ id: 'vault-root-token', title: 'Vault root token', secret: secrets.vault.rootToken }]),
    ...(secrets.keyStore === undefined
      ? []
      : [
          {
            id: 'vault-product-token',
            title: 'Vault token of Sealab',
            secret: secrets.keyStore.productToken,
          },
          { id: 'kes-secret-id', title: 'AppRole secret id of KES', secret: secrets.keyStore.secretId },
        ]),
    ...Object.entries(secrets.customerKeys ?? {}).map(([name, secret]) => ({
      id: `customer-key-${name}`,
      title: `Customer key ${name}`,
      secret,
    })),
  ];
}
