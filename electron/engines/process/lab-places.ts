import { isAbsolute, join, resolve, sep } from 'node:path';
import type { ServicePlaces } from '#core/ports/engine.ts';
import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';

const SERVICE_NAME_PATTERN = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Where the process engine keeps the things of a lab, below the lab's own folder. */
export interface LabPlaces {
  folder(lab: string): string;
  /** Configuration, certificates, home and temporary files of services. */
  servicesFolder(lab: string): string;
  dataFolder(lab: string): string;
  logsFolder(lab: string): string;
  of(lab: string, service: string): ServicePlaces;
  logFile(lab: string, service: string): string;
  /** The path itself if it lies inside the lab's folder; `invalid-input` if not. */
  requireInside(lab: string, target: string): string;
}

function checked(name: string, pattern: RegExp, what: string): string {
  if (pattern.test(name)) return name;
  throw new SealabError('invalid-input', `${JSON.stringify(name)} is no name for a ${what}.`);
}

/** Places below `labsFolder`, which holds one folder for each lab. Throws `invalid-input` for names that are paths. */
export function createLabPlaces(labsFolder: string): LabPlaces {
  const folder = (lab: string): string => join(labsFolder, checked(lab, LAB_NAME_PATTERN, 'lab'));
  const servicesFolder = (lab: string): string => join(folder(lab), 'services');
  const dataFolder = (lab: string): string => join(folder(lab), 'data');
  const logsFolder = (lab: string): string => join(folder(lab), 'logs');
  const name = (service: string): string => checked(service, SERVICE_NAME_PATTERN, 'service');
  return {
    folder,
    servicesFolder,
    dataFolder,
    logsFolder,
    of: (lab, service) => ({
      files: join(servicesFolder(lab), name(service)),
      data: join(dataFolder(lab), name(service)),
    }),
    logFile: (lab, service) => join(logsFolder(lab), `${name(service)}.log`),
    requireInside(lab, target) {
      if (isAbsolute(target) && resolve(target).startsWith(folder(lab) + sep)) return resolve(target);
      throw new SealabError('invalid-input', `The path ${target} does not lie in the folder of lab ${lab}.`, {
        details: { path: target, folder: folder(lab) },
      });
    },
  };
}
