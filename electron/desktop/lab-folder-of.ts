import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';

/** The folder of the lab that the page shows; where it shows none, the folder of all labs, or `homeFolder` before the first. */
export function labFolderOf(homeFolder: string, pageUrl: string): string {
  const labs = join(homeFolder, 'labs');
  const name = /#\/lab\/([^/?]+)/.exec(pageUrl)?.[1];
  const folders = [...(name !== undefined && LAB_NAME_PATTERN.test(name) ? [join(labs, name)] : []), labs];
  return folders.find((folder) => existsSync(folder)) ?? homeFolder;
}
