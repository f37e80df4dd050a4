import { isAbsolute, win32 } from 'node:path';
import type { StartIntent } from '#core/ports/engine.ts';

/** Labels on everything that Sealab makes in Docker; things are found by them, never by their names. */
export const LABEL = {
  home: 'dev.sealab.home',
  lab: 'dev.sealab.lab',
  service: 'dev.sealab.service',
  intent: 'dev.sealab.intent',
  /** Of a volume: `data` or `files`. Of a container: `service`, `tool`, `terminal` or `toolbox`. */
  role: 'dev.sealab.role',
  component: 'dev.sealab.component',
  version: 'dev.sealab.version',
  sha256: 'dev.sealab.sha256',
} as const;

export type Labels = Readonly<Record<string, string>>;

/** What things of this Sealab are called and labelled; two homes share one Docker without touching each other. */
export interface Names {
  readonly homeId: string;
  /** `parts` are joined with `-`: a service, a volume, nothing for the network. */
  name(lab: string, ...parts: readonly string[]): string;
  labels(lab: string, more?: Labels): Record<string, string>;
  /** The `filters` of a list call: things of this home, this lab, and the labels given. */
  filters(lab?: string, more?: Labels): string;
  /** Whether labels say that a thing is of this home and lab. */
  isOurs(lab: string, labels: Labels | null | undefined): boolean;
}

export function createNames(homeId: string): Names {
  return {
    homeId,
    name: (lab, ...parts) => ['sealab', homeId, lab, ...parts].join('-'),
    labels: (lab, more = {}) => ({ [LABEL.home]: homeId, [LABEL.lab]: lab, ...more }),
    filters: (lab, more = {}) =>
      JSON.stringify({
        label: Object.entries({
          [LABEL.home]: homeId,
          ...(lab === undefined ? {} : { [LABEL.lab]: lab }),
          ...more,
        }).map(([name, value]) => `${name}=${value}`),
      }),
    isOurs: (lab, labels) => labels?.[LABEL.home] === homeId && labels[LABEL.lab] === lab,
  };
}

/** Whether an intent started a container; the reference of a process is the path of its program. */
export function isContainerIntent(intent: StartIntent): boolean {
  return !isAbsolute(intent.reference) && !win32.isAbsolute(intent.reference);
}
