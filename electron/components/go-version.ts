/** A Go release as numbers. A pre-release such as `1.25rc1` counts as the release it leads to. */
export interface GoVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** As a person reads it: `1.24.4`. */
  readonly text: string;
}

/**
 * Reads a version from what `go version` prints, from `go env GOVERSION`, or from a plain `1.24.4`. Undefined when
 * there is none in it. Format: https://go.dev/doc/toolchain#version
 */
export function parseGoVersion(text: string): GoVersion | undefined {
  const match = /(?:^|\sgo|^go)(\d+)\.(\d+)(?:\.(\d+))?((?:rc|beta)\d+)?/.exec(text.trim());
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '0', preRelease = ''] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    text: preRelease === '' ? `${major}.${minor}.${patch}` : `${major}.${minor}${preRelease}`,
  };
}

/** Below zero when `a` is older than `b`, above zero when it is newer. */
export function compareGoVersions(a: GoVersion, b: GoVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}
