import { describe, expect, it } from 'vitest';
import { makeFakePorts } from '../testing/fake-ports.ts';
import { type ComposeFile, readComposeFile } from './compose-file.ts';
import { interpolate } from './interpolate.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const shipped = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

async function read(
  topology: string,
  files: Readonly<Record<string, string>> = shipped,
): Promise<ComposeFile> {
  return await readComposeFile(makeFakePorts({ files }).resources, topology);
}

/** A topology of one service, with lines put into it. */
function files(inService: string, inFile = ''): Readonly<Record<string, string>> {
  return {
    'compose/mine/compose.yaml': `services:
  vault:
    image: vault
${inService}
    x-sealab:
      component: vault
      ports: { api: { container: 8200, preferred: 8200 } }
${inFile}`,
  };
}

describe('the topologies that ship with Sealab', () => {
  it('standalone has Vault, KES and one MinIO node', async () => {
    const { title, services } = await read('standalone');
    expect(title).toBe('Standalone');
    expect(services.map(({ name, component, dependsOn }) => [name, component, dependsOn])).toEqual([
      ['vault', 'vault', []],
      ['kes', 'kes', ['vault']],
      ['minio', 'minio', ['kes']],
    ]);
    expect(services[2]?.command.map((argument) => interpolate(argument, {}))).toEqual([
      'server',
      '--address',
      ':9000',
      '--console-address',
      ':9001',
      '--certs-dir',
      '/etc/sealab/certs',
      '/data',
    ]);
  });

  it('distributed has four nodes that know each other and hold one drive each', async () => {
    const { services } = await read('distributed');
    const nodes = services.filter((service) => service.component === 'minio');
    expect(nodes.map((node) => node.name)).toEqual(['minio1', 'minio2', 'minio3', 'minio4']);
    const drives = ['minio1', 'minio2', 'minio3', 'minio4'].map((node) => `https://${node}:9000/data`);
    for (const node of nodes) {
      expect(node.command.map((argument) => interpolate(argument, {})).slice(-4)).toEqual(drives);
      expect(node.volumes.map((volume) => interpolate(volume, {}))).toEqual([`${node.name}-data:/data`]);
      expect(Object.keys(node.environment)).toEqual([
        'MINIO_CONFIG_ENV_FILE',
        'MINIO_CI_CD',
        '_MINIO_SERVER_LOCAL',
      ]);
    }
    const preferred = nodes.flatMap((node) => Object.values(node.ports).map((port) => port.preferred));
    expect(new Set(preferred).size).toBe(8);
  });

  it.each(['standalone', 'distributed'])(
    '%s gives every service its files, keys among them',
    async (topology) => {
      for (const service of (await read(topology)).services) {
        const targets = service.files.map((file) => interpolate(file.target, {}));
        expect(targets.every((target) => target.startsWith('/etc/sealab/'))).toBe(true);
        expect(targets.some((target) => target.endsWith('.key'))).toBe(true);
        expect(new Set(targets).size).toBe(targets.length);
      }
    },
  );
});

describe('a compose file', () => {
  it.each([
    [
      'an unknown key of a service',
      files('    privileged: true'),
      'compose/mine/compose.yaml:4',
      'privileged',
    ],
    ['an unknown key of the file', files('', 'profiles: [x]'), 'compose/mine/compose.yaml', 'profiles'],
    ['a wrong type', files('    command: server'), 'compose/mine/compose.yaml:4', 'command'],
    [
      'an unknown component',
      {
        'compose/mine/compose.yaml': 'services:\n  x:\n    x-sealab:\n      component: etcd\n      ports: {}',
      },
      'compose/mine/compose.yaml:4',
      'component',
    ],
    [
      'broken YAML',
      { 'compose/mine/compose.yaml': 'services:\n  vault: [\n' },
      'compose/mine/compose.yaml:',
      '',
    ],
    ['no services', { 'compose/mine/compose.yaml': 'name: x' }, 'compose/mine/compose.yaml', 'services'],
    [
      'a file that it does not declare',
      files('    configs: [{ source: secret.pem, target: /x }]'),
      'compose/mine/compose.yaml',
      'secret.pem',
    ],
    [
      'a parent that is not there',
      files('    extends: { file: ./compose.yaml, service: nobody }'),
      'compose/mine/compose.yaml',
      'nobody',
    ],
    [
      'no x-sealab section',
      { 'compose/mine/compose.yaml': 'services:\n  vault:\n    image: vault' },
      'compose/mine/compose.yaml',
      'x-sealab',
    ],
  ])('with %s is damaged, with file and line', async (...[_what, given, where, name]) => {
    await expect(read('mine', given)).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringContaining(where),
      details: { where: expect.stringContaining(where) },
    });
    await expect(read('mine', given)).rejects.toThrow(name);
  });

  it('that is not there is not found', async () => {
    await expect(read('nowhere')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('joins maps and lists with those of its parent, and replaces single values', async () => {
    const given = {
      'compose/parents/compose.yaml': `services:
  base:
    command: [server, --old]
    environment: { A: "1", B: "1" }
    configs: [{ source: a.crt, target: /a }]
    volumes: ["one:/one"]
    depends_on: [other]
    x-sealab: { component: kes, ports: { api: { container: 1, preferred: 1 } } }
`,
      'compose/mine/compose.yaml': `services:
  child:
    extends: { file: ../parents/compose.yaml, service: base }
    command: [server, --new]
    environment: { B: "2", C: "2" }
    secrets: [{ source: a.key, target: /k }]
    volumes: ["two:/two"]
configs: { a.crt: { file: a } }
secrets: { a.key: { file: b } }
`,
    };
    expect((await read('mine', given)).services).toEqual([
      {
        name: 'child',
        component: 'kes',
        ports: { api: { container: 1, preferred: 1 } },
        command: ['server', '--new'],
        environment: { A: '1', B: '2', C: '2' },
        files: [
          { source: 'a.crt', target: '/a' },
          { source: 'a.key', target: '/k' },
        ],
        volumes: ['one:/one', 'two:/two'],
        dependsOn: ['other'],
      },
    ]);
  });

  it('that extends itself in a circle is damaged', async () => {
    const given = files('    extends: { file: ./compose.yaml, service: vault }');
    await expect(read('mine', given)).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringContaining('circle'),
    });
  });
});
