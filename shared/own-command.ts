/** How the command line is reached from a clone. Installed, it is `sealab`. */
export const FROM_CLONE = 'npm run -s sealab --';

/**
 * A text with Sealab's own commands as a person has to type them here. Texts say `sealab up NAME`; in a clone that is
 * `npm run -s sealab -- up NAME`. Only commands are meant: at the start of a line, between backticks, after a colon.
 */
export function asTyped(text: string, program: string): string {
  return text.replaceAll(
    /(^ *|`|\$\(|: )(?:sealab|npm run -s sealab --) (?=[a-z])/gm,
    (_match, before: string) => `${before}${program} `,
  );
}
