import { interpolate } from './interpolate.ts';
import type { PlanStep } from './plan.ts';
import type { LabSession } from './session.ts';
import { quoteForShell } from './shell-words.ts';
import { kesPolicy, SHARES, THRESHOLD } from './steps/vault.ts';

/** What a person types in the lab's terminal to do what a step did. Secrets come from files and variables. */
export function commandsOfStep(session: LabSession, step: PlanStep): readonly string[] {
  const { lab, definition } = session;
  switch (step.kind) {
    case 'initialise':
      return [`vault operator init -key-shares=${SHARES} -key-threshold=${THRESHOLD}`];
    case 'unseal':
      return unsealCommands();
    case 'key-store':
      return [
        `vault secrets enable -version=${definition.kv} -path=kv kv`,
        'vault auth enable approle',
        'vault audit enable file file_path=stdout elide_list_responses=true',
        `printf %s ${quoteForShell(kesPolicy(definition.kv))} | vault policy write kes -`,
        'vault write auth/approle/role/kes token_period=5m token_policies=kes',
        'vault read auth/approle/role/kes/role-id',
        'vault write -f auth/approle/role/kes/secret-id',
      ].map(asRoot);
    case 'start':
      return startCommand(session, step.service ?? '');
    case 'kes-key':
      return [`kes key create ${definition.keyName}`];
    case 'prove':
      return [`sealab action run ${lab} lab.prove`];
    case 'component':
      return [`sealab provision ${step.component?.component ?? ''}`];
    case 'image':
    // Sealab's own work: nothing that a person would type.
    case 'folder':
    case 'ports':
    case 'authority':
    case 'certificates':
    case 'quorum':
      return [];
    default:
      return step.kind satisfies never;
  }
}

/** Only the root token may set Vault up; the lab's terminal has it in a file. */
function asRoot(line: string): string {
  return line.replace('vault ', 'VAULT_TOKEN="$(cat "$SEALAB_ROOT_TOKEN")" vault ');
}

/** The program with its environment: without it MinIO would start with its built-in password and no KMS. */
function startCommand(session: LabSession, service: string): readonly string[] {
  const intent = session.starts.get(service);
  if (intent === undefined) return [];
  const variables = session.variables();
  const environment = Object.entries(session.service(service).environment)
    .map(([name, value]) => [name, interpolate(value, variables)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${quoteForShell(value)}`);
  return [[...environment, ...[intent.reference, ...intent.args].map(quoteForShell)].join(' ')];
}

/** Shares are read from files, so that no history has them; `vault operator unseal` takes none from a file or a pipe. */
export function unsealCommands(): readonly string[] {
  return Array.from(
    { length: THRESHOLD },
    (_, index) => `vault write sys/unseal key=@"$SEALAB_SHARES/${index + 1}"`,
  );
}
