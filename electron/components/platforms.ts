import type { ComponentRef, Platform } from '#core/ports/components.ts';
import { SealabError } from '#shared/errors.ts';

/** Node's words for what Go calls differently; all others are the same. */
const goOs: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };
const goArchitecture: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** This machine in Go's words: `linux` and `amd64`. */
export const thisMachine: Platform = {
  os: goOs[process.platform] ?? process.platform,
  architecture: goArchitecture[process.arch] ?? process.arch,
};

/** The name of this machine's platform in manifests and saved sets, in Node's words: `linux-x64`. */
export const platform = `${process.platform}-${process.arch}`;

/** The name of the platform that a binary is for, as manifests spell it: `linux-x64`. */
export function platformOf(target: Platform | undefined): string {
  if (target === undefined || isThisMachine(target)) return platform;
  return `${nodeWord(goOs, target.os)}-${nodeWord(goArchitecture, target.architecture)}`;
}

function nodeWord(words: Readonly<Record<string, string>>, goWord: string): string {
  return Object.entries(words).find(([, word]) => word === goWord)?.[0] ?? goWord;
}

export function isThisMachine(target: Platform): boolean {
  return target.os === thisMachine.os && target.architecture === thisMachine.architecture;
}

/** What programs are called there: `.exe` on Windows. */
export function suffixFor(target: Platform | undefined): string {
  return (target ?? thisMachine).os === 'windows' ? '.exe' : '';
}

/**
 * The target of a reference as `{ target }`, empty for this machine, so that one binary has one name. Throws
 * `unsupported` for words that are not Go's.
 */
export function targetOf(ref: Pick<ComponentRef, 'target'>): { readonly target?: Platform } {
  if (ref.target === undefined || isThisMachine(ref.target)) return {};
  const { os, architecture } = ref.target;
  if (/^[a-z0-9]+$/.test(os) && /^[a-z0-9]+$/.test(architecture)) return { target: { os, architecture } };
  throw new SealabError('unsupported', `No binary can be made for ${os}/${architecture}.`, {
    fix: 'Name the platform in Go’s words, such as linux/arm64.',
    details: { os, architecture },
  });
}
