export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The line that sets a lab's environment in a shell. */
export function environmentLine(lab: string): string {
  return `eval "$(npm run -s sealab -- env ${lab})"`;
}

/** Whether a variable holds a secret: those stay covered here and are left out of what is copied. */
export function isSecretVariable({ name }: Variable): boolean {
  return /TOKEN|SECRET|PASSWORD/.test(name);
}

/** One `export NAME="value"` per line, without secrets, with what a shell would read inside double quotes escaped. */
export function exportLines(variables: readonly Variable[]): string {
  return variables
    .filter((variable) => !isSecretVariable(variable))
    .map(({ name, value }) => `export ${name}="${value.replace(/["\\$`]/g, '\\$&')}"`)
    .join('\n');
}
