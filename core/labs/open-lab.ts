import { LabName } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import type { LabFolder } from '../ports/lab-store.ts';
import { readComposeFile } from './compose-file.ts';
import { DEFINITION_FILE, parseResolvedDefinition, type ResolvedDefinition } from './definition.ts';
import { type JournalRecord, readJournal, salvageJournal } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { readSecrets } from './secrets-file.ts';
import { LabSession } from './session.ts';

/** Written first by `rm` and gone with the folder: where it is, a removal has begun. */
export const REMOVING_FILE = 'removing';

export interface OpenLab {
  readonly session: LabSession;
  readonly journal: JournalRecord;
}

/** Throws `invalid-input` for a name that no lab can have. */
export function checkName(name: string): string {
  const parsed = LabName.safeParse(name);
  if (parsed.success) return parsed.data;
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  throw new SealabError(
    'invalid-input',
    `“${shown}” cannot name a lab. ${parsed.error.issues[0]?.message ?? ''}`,
    {
      fix: 'Take a name such as first-lab.',
    },
  );
}

/**
 * Does a lab of this name exist? A folder whose definition was never written does not count; one that has lost it is
 * a lab all the same, and `damaged-file`.
 */
export async function labExists(ports: LabPorts, name: string): Promise<boolean> {
  const folder = ports.store.folder(name);
  if ((await folder.read(DEFINITION_FILE)) !== undefined) return true;
  if (await hadDefinition(folder)) throw lostDefinition(folder);
  return false;
}

async function hadDefinition(folder: LabFolder): Promise<boolean> {
  const { lines } = await salvageJournal(folder);
  return lines.some((line) => line.kind === 'outcome' && line.step === 'folder' && line.ok);
}

function lostDefinition(folder: LabFolder): SealabError {
  const where = `${folder.path}/${DEFINITION_FILE}`;
  return new SealabError('damaged-file', `${where} is gone.`, {
    fix: 'Put a copy of the file back: the lab’s data is still there. Or remove the lab with `sealab rm NAME`.',
    details: { where },
  });
}

/** Reads a lab from its folder. Throws `not-found`, `damaged-file`, `newer-version`, or `conflict` while it is being removed. */
export async function openLab(ports: LabPorts, name: string): Promise<OpenLab> {
  const folder = ports.store.folder(checkName(name));
  const text = await folder.read(DEFINITION_FILE);
  if (text === undefined)
    throw (await hadDefinition(folder)) ? lostDefinition(folder) : await noSuchLab(ports, name);
  if ((await folder.read(REMOVING_FILE)) !== undefined) {
    throw new SealabError('conflict', `Lab ${name} is half removed.`, {
      fix: `Finish with \`sealab rm ${name} --yes\`.`,
    });
  }
  const definition = parseResolvedDefinition(text, `${folder.path}/${DEFINITION_FILE}`);
  return await openDefinition(ports, definition);
}

/** The same for a definition that may have no folder yet. */
export async function openDefinition(ports: LabPorts, definition: ResolvedDefinition): Promise<OpenLab> {
  const folder = ports.store.folder(definition.name);
  const [compose, held, secrets, journal] = await Promise.all([
    readComposeFile(ports.resources, definition.topology),
    ports.leases.held(definition.name),
    readSecrets(folder),
    readJournal(folder),
  ]);
  return {
    session: new LabSession(ports, definition, { compose, held, secrets, starts: journal.starts }),
    journal,
  };
}

async function noSuchLab(ports: LabPorts, name: string): Promise<SealabError> {
  const others = await ports.store.list();
  return new SealabError('not-found', `There is no lab “${name}”.`, {
    fix:
      others.length === 0
        ? `Bring it up with \`sealab up ${name}\`.`
        : `There is: ${others.join(', ')}. Or bring it up with \`sealab up ${name}\`.`,
  });
}
