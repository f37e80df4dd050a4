import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a pretended `go` does; each text is a piece of a shell script. */
export interface StubGo {
  readonly version?: string;
  readonly list?: string;
  readonly build?: string;
}

const twoStalePackages = `printf 'a/b\\ttrue\\tstale dependency: c\\nexample.test/tool\\ttrue\\tbuild ID mismatch\\nfmt\\tfalse\\t\\n'`;

/** Writes a program named `go` that answers as go does and tells each call in `calls`. Returns its folder. */
export async function writeStubGo(folder: string, stub: StubGo): Promise<{ bin: string; calls: string }> {
  const bin = join(folder, 'stub-bin');
  const calls = join(folder, 'calls');
  await mkdir(bin, { recursive: true });
  const file = join(bin, 'go');
  await writeFile(
    file,
    `#!/bin/sh
if [ "$1" != version ] && [ "$1" != env ]; then echo "$@" >> '${calls}'; fi
case "$1" in
version) echo '${stub.version ?? 'go version go1.26.8 linux/amd64'}' ;;
env) echo '{"GOPROXY":"https://proxy.test,direct","GOMODCACHE":"${folder}/mod","GONOSUMDB":""}' ;;
list)
${stub.list ?? twoStalePackages}
;;
build)
while [ "$1" != -o ]; do shift; done
out="$2"
mkdir -p "$(dirname "$out")"
${stub.build ?? defaultBuild}
;;
esac
`,
  );
  await chmod(file, 0o755);
  return { bin, calls };
}

const defaultBuild = `echo a/b >&2
echo example.test/tool >&2
printf '#!/bin/sh\\necho built\\n' > "$out"
`;

/** A catalogue with three small components, of which `kes` has an older version too. */
export async function writeResources(
  folder: string,
  images: Readonly<Record<string, readonly { readonly reference: string; readonly path: string }[]>> = {},
): Promise<string> {
  const resources = join(folder, 'resources');
  const entries = [
    { component: 'vault', version: '1.18.0', isDefault: true },
    { component: 'kes', version: '0.24.0', isDefault: true },
    { component: 'kes', version: '0.23.0', isDefault: false },
  ];
  for (const { component, version } of entries) {
    const recipe = join(resources, 'components', `${component}-${version}`);
    await mkdir(recipe, { recursive: true });
    await writeFile(join(recipe, 'go.mod'), 'module example.test/build\n\ngo 1.24.4\n');
    await writeFile(join(recipe, 'go.sum'), '');
  }
  const components = entries.map((entry) => ({
    ...entry,
    title: `${entry.component} ${entry.version}`,
    what: 'It is here for a test.',
    licence: 'AGPL-3.0',
    sizeBytes: 20,
    images: (images[entry.component] ?? []).map(({ reference, path }) => ({ reference, path })),
    go: {
      module: 'example.test/tool',
      moduleVersion: 'v1.0.0',
      package: 'example.test/tool',
      tags: entry.component === 'vault' ? ['minimal'] : [],
      requires: '1.24.4',
      seconds: 1,
      modulesBytes: 0,
      buildCacheBytes: 1000,
    },
  }));
  await writeFile(
    join(resources, 'components', 'catalogue.yaml'),
    JSON.stringify({ format: 1, components }, null, 2),
  );
  return resources;
}
