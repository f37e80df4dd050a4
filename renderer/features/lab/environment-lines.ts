export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The line that sets a lab's environment in a shell. */
export function environmentLine(lab: string): string {
  return `eval "$(npm run -s sealab -- env ${lab})"`;
}

/** One `export NAME="value"` per line, with what a shell would read inside double quotes escaped. */
export function exportLines(variables: readonly Variable[]): string {
  return variables
    .map(({ name, value }) => `export ${name}="${value.replace(/["\\$`]/g, '\\$&')}"`)
    .join('\n');
}
