import type { EnvironmentVariable } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import { CERTIFICATES_FOLDER } from '../certificates/lab-certificates.ts';
import { CUSTOMER_KEYS_FOLDER, customerKeyFile, customerKeyText } from './customer-key-files.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';
import type { LabSession } from './session.ts';

const SHELL_FOLDER = 'shell';

/**
 * The variables with which vault, kes, mc, aws and warp reach a lab, TLS verified. Writes the files they point to
 * (mc's configuration, the CA bundle, the shares, the root token, the customer keys), all 0600, into the lab's `shell` folder.
 */
export async function environmentOf(
  ports: LabPorts,
  name: string,
  machine: { readonly systemCaPem: string; readonly path: string; readonly homeFolder: string },
): Promise<readonly EnvironmentVariable[]> {
  const { session } = await openLab(ports, name);
  const secrets = session.requireSecrets();
  const node = session.nodes[0];
  if (node === undefined) throw new SealabError('internal', `Lab ${name} has no MinIO node.`);
  const caPem = await session.certificates.pem('ca.crt');
  const shell = `${session.folder.path}/${SHELL_FOLDER}`;
  const certificates = `${session.folder.path}/${CERTIFICATES_FOLDER}`;
  const s3Url = session.urlOf(node.name);
  await Promise.all([
    session.folder.write(`${SHELL_FOLDER}/ca-bundle.crt`, `${machine.systemCaPem.trimEnd()}\n${caPem}`),
    session.folder.write(`${SHELL_FOLDER}/mc/certs/CAs/ca.crt`, caPem),
    session.folder.write(`${SHELL_FOLDER}/mc/config.json`, mcConfiguration(name, { s3Url, secrets })),
    ...(secrets.vault === undefined
      ? []
      : [session.folder.write(`${SHELL_FOLDER}/root-token`, secrets.vault.rootToken.reveal())]),
    ...(secrets.vault?.shares ?? []).map(
      async (share, index) =>
        await session.folder.write(`${SHELL_FOLDER}/shares/${index + 1}`, share.reveal()),
    ),
    ...Object.entries(secrets.customerKeys ?? {}).map(
      async ([key, value]) => await session.folder.write(customerKeyFile(key), customerKeyText(value)),
    ),
  ]);
  return [
    { name: 'SEALAB_HOME', value: machine.homeFolder },
    { name: 'SEALAB_LAB', value: name },
    { name: 'SEALAB_LAB_FOLDER', value: session.folder.path },
    { name: 'SEALAB_KEY', value: session.definition.keyName },
    { name: 'SEALAB_ROOT_TOKEN', value: `${shell}/root-token` },
    { name: 'SEALAB_SHARES', value: `${shell}/shares` },
    { name: 'SEALAB_CUSTOMER_KEYS', value: `${session.folder.path}/${CUSTOMER_KEYS_FOLDER}` },
    { name: 'SSL_CERT_FILE', value: `${shell}/ca-bundle.crt` },
    { name: 'VAULT_ADDR', value: session.urlOf('vault') },
    { name: 'VAULT_CACERT', value: `${certificates}/ca.crt` },
    ...(secrets.keyStore === undefined ? [] : [{ name: 'VAULT_TOKEN', secretId: 'vault-product-token' }]),
    { name: 'KES_SERVER', value: session.urlOf('kes') },
    { name: 'KES_CLIENT_CERT', value: `${certificates}/sealab-client.crt` },
    { name: 'KES_CLIENT_KEY', value: `${certificates}/sealab-client.key` },
    { name: 'MC_CONFIG_DIR', value: `${shell}/mc` },
    { name: 'AWS_ENDPOINT_URL', value: s3Url },
    { name: 'AWS_CA_BUNDLE', value: `${shell}/ca-bundle.crt` },
    { name: 'AWS_DEFAULT_REGION', value: 'us-east-1' },
    { name: 'AWS_ACCESS_KEY_ID', value: secrets.rootUser },
    { name: 'AWS_SECRET_ACCESS_KEY', secretId: 'minio-root-password' },
    { name: 'WARP_HOST', value: s3Url.replace('https://', '') },
    { name: 'WARP_TLS', value: 'true' },
    { name: 'WARP_ACCESS_KEY', value: secrets.rootUser },
    { name: 'WARP_SECRET_KEY', secretId: 'minio-root-password' },
    { name: 'PATH', value: [...(await binaryFolders(session)), machine.path].join(':') },
  ];
}

/** mc's own format, version 10 (mc `cmd/config-v10.go`). The alias is the lab's name. */
function mcConfiguration(
  name: string,
  { s3Url, secrets }: { readonly s3Url: string; readonly secrets: ReturnType<LabSession['requireSecrets']> },
): string {
  const alias = {
    url: s3Url,
    accessKey: secrets.rootUser,
    secretKey: secrets.rootPassword.reveal(),
    api: 'S3v4',
    path: 'auto',
  };
  return `${JSON.stringify({ version: '10', aliases: { [name]: alias } }, null, 2)}\n`;
}

/** The folders of every program that is here, in the versions that this lab runs. */
async function binaryFolders(session: LabSession): Promise<readonly string[]> {
  const { components } = session.ports;
  const { versions } = session.definition;
  const refs = [
    ...(['vault', 'kes', 'minio'] as const).map((component) => ({ component, version: versions[component] })),
    ...(['mc', 'warp'] as const).map((component) => ({
      component,
      version: components.defaultVersion(component),
    })),
  ];
  const found = await Promise.all(refs.map(async (ref) => await components.find(ref)));
  return [
    ...new Set(
      found.flatMap((binary) => (binary === undefined ? [] : [binary.path.replace(/[\\/][^\\/]+$/, '')])),
    ),
  ];
}
