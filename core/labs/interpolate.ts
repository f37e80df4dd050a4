import { SealabError } from '#shared/errors.ts';

export type Variables = Readonly<Record<string, string>>;

/**
 * Fills in `${NAME}` and `${NAME:-default}` as Compose does. `escape` is applied to each value, so that a path with
 * a quote stays inside its string. Throws `internal` for a name without value and default.
 */
export function interpolate(
  text: string,
  variables: Variables,
  escape: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(
    /\$\{([A-Z0-9_]+)(?::-([^}]*))?\}/g,
    (_match, name: string, fallback: string | undefined) => {
      const value = variables[name];
      if (value !== undefined && (value !== '' || fallback === undefined)) return escape(value);
      if (fallback !== undefined) return fallback;
      throw new SealabError('internal', `The template needs \${${name}}, which has no value.`);
    },
  );
}

/**
 * For values between double quotes in HCL and YAML. Both read JSON's escapes; HCL looks for `${` in what is written,
 * and neither Vault nor KES takes `$${` for it, so the sign is written as its code.
 */
export function escapeQuoted(value: string): string {
  return JSON.stringify(value).slice(1, -1).replaceAll('$', String.raw`\u0024`);
}
