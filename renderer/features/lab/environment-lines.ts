import type { EnvironmentVariable } from '#shared/contract/labs.ts';

/** The line that sets a lab's environment in a shell. */
export function environmentLine(lab: string): string {
  return `eval "$(npm run -s sealab -- env ${lab})"`;
}

/** One `export NAME="value"` per line, without secrets, with what a shell would read inside double quotes escaped. */
export function exportLines(variables: readonly EnvironmentVariable[]): string {
  return variables
    .flatMap((variable) =>
      'value' in variable ? [`export ${variable.name}="${variable.value.replace(/["\\$`]/g, '\\$&')}"`] : [],
    )
    .join('\n');
}
