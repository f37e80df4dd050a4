import type { StepReport } from '#core/ports/operation-context.ts';

/** What one line of go's standard error tells. */
export type GoLine =
  | { readonly kind: 'fetching'; readonly module: string }
  | { readonly kind: 'compiling'; readonly package: string }
  | { readonly kind: 'other' };

/**
 * Reads a line of `go list` or `go build -v`: `go: downloading MODULE VERSION` while modules come in, and the bare
 * import path of each package when its compilation begins. Anything else is a message.
 */
export function parseGoLine(line: string): GoLine {
  const fetching = /^go: downloading (\S+) (\S+)/.exec(line);
  if (fetching !== null) return { kind: 'fetching', module: `${fetching[1]} ${fetching[2]}` };
  if (/^[A-Za-z0-9_][\w.~+@/-]*$/.test(line)) return { kind: 'compiling', package: line };
  return { kind: 'other' };
}

/** One package of `go list -deps`, with whether it still has to be compiled. */
export interface ListedPackage {
  readonly importPath: string;
  readonly isStale: boolean;
}

/** The template that `parseListedPackage` reads. */
export const listTemplate = '{{.ImportPath}}\t{{.Stale}}\t{{.StaleReason}}';

/**
 * Reads one line of `go list -f` with `listTemplate`. The linked program itself always counts as stale, also when its
 * package is in the build cache (`not installed but available in build cache`).
 */
export function parseListedPackage(line: string): ListedPackage | undefined {
  const [importPath, stale, reason] = line.split('\t');
  if (importPath === undefined || importPath === '' || stale === undefined) return undefined;
  return { importPath, isStale: stale === 'true' && reason?.startsWith('not installed') !== true };
}

/** Turns the lines of one build into reports for a person. */
export class BuildProgress {
  readonly #report: (report: StepReport) => void;
  #fetched = 0;
  #compiled = 0;
  #toCompile = 0;

  constructor(report: (report: StepReport) => void) {
    this.#report = report;
  }

  startFetching(): void {
    this.#report({ detail: 'fetching modules' });
  }

  /** Nothing is left to compile but the program itself. */
  get isLinking(): boolean {
    return this.#compiled > 0 && this.#compiled >= this.#toCompile;
  }

  startCompiling(packageCount: number): void {
    this.#toCompile = packageCount;
    if (packageCount === 0) this.#report({ detail: 'linking' });
    else this.#report({ detail: 'compiling', done: 0, total: packageCount, unit: 'items' });
  }

  read(line: string): GoLine {
    const parsed = parseGoLine(line);
    if (parsed.kind === 'fetching') {
      this.#fetched += 1;
      this.#report({ detail: `fetching modules (${this.#fetched}): ${parsed.module}` });
    }
    if (parsed.kind === 'compiling') {
      this.#compiled += 1;
      this.#report({
        detail:
          this.#compiled < this.#toCompile
            ? `compiling ${parsed.package}`
            : 'compiling the last package, then linking',
        done: Math.min(this.#compiled, this.#toCompile),
        total: this.#toCompile,
        unit: 'items',
      });
    }
    return parsed;
  }
}
