import type { ServiceFile } from '#core/ports/engine.ts';
import { SealabError } from '#shared/errors.ts';
import { FILES } from './container-options.ts';
import { USER } from './image-archive.ts';
import { TAR_END, tarFile } from './tar.ts';

/**
 * The files of a service as an archive to unpack at `/etc/sealab`: mode 0600, folders 0700, owned by the user of the
 * container. Throws `invalid-input` for a target elsewhere.
 */
export function filesArchive(files: readonly ServiceFile[]): Buffer {
  const folders = new Set<string>(['./']);
  const entries = files.map(({ target, content }) => {
    const name = nameBelow(target);
    const parts = name.split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count += 1) folders.add(`${parts.slice(0, count).join('/')}/`);
    return tarFile({ name, mode: 0o600, owner: USER }, Buffer.from(content));
  });
  const made = [...folders].map((name) => tarFile({ name, mode: 0o700, owner: USER }, Buffer.alloc(0)));
  return Buffer.concat([...made, ...entries, TAR_END]);
}

function nameBelow(target: string): string {
  const name = target.startsWith(`${FILES}/`) ? target.slice(FILES.length + 1) : '';
  if (name !== '' && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'))
    return name;
  throw new SealabError('invalid-input', `A file of a service must be below ${FILES}, not ${target}.`);
}
