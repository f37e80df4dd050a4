import { isVaultAuditLine } from '../events/vault-audit.ts';
import type { LabSession } from './session.ts';

/** Vault's audit log has many lines between two of Vault's own: so many more are read. */
const LINES_FOR_ONE = 20;

/** The newest lines that a service wrote about itself, oldest first: Vault's audit log, on the same output, is left out. */
export async function ownLines(
  session: LabSession,
  service: string,
  count: number,
): Promise<readonly string[]> {
  const isVault = session.compose.services.some(
    ({ name, component }) => name === service && component === 'vault',
  );
  const lines = await session.engine.logTail(session.lab, service, isVault ? count * LINES_FOR_ONE : count);
  return isVault ? lines.filter((line) => !isVaultAuditLine(line)).slice(-count) : lines;
}
