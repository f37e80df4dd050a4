import type { ProofView } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import { proofError, proveLab } from '../../proof/prove.ts';
import type { JournalWriter } from '../journal.ts';
import type { PlanStep } from '../plan.ts';
import type { LabSession } from '../session.ts';
import { ensureKesKey } from './kes.ts';
import { keepKesLogin } from './kes-login.ts';
import { waitForOtherNodes, waitForQuorum } from './minio.ts';
import { ensureComponent, leasePorts, prepareImage, writeFolder } from './prepare.ts';
import { startService } from './start.ts';
import { makeAuthority, makeCertificates } from './trust.ts';
import { initialiseVault, setUpKeyStore, unsealVault } from './vault.ts';

/** How long a service gets to end by itself before it is killed. */
export const GRACE_MS = 10_000;

/** Carries out the steps of a plan for one lab; remembers which services this run started, and the proof. */
export class StepExecutor {
  readonly #session: LabSession;
  readonly #journal: JournalWriter;
  readonly #run: string;
  readonly started: string[] = [];
  proof: ProofView | undefined;

  constructor(session: LabSession, journal: JournalWriter, run: string) {
    this.#session = session;
    this.#journal = journal;
    this.#run = run;
  }

  async execute(step: PlanStep, context: OperationContext): Promise<void> {
    const session = this.#session;
    switch (step.kind) {
      case 'folder':
        return await writeFolder(session, context);
      case 'component':
        return await ensureComponent(session, step.component, context);
      case 'image':
        return await prepareImage(session, step.component, context);
      case 'ports':
        return await leasePorts(session, context);
      case 'authority':
        return await makeAuthority(session, context);
      case 'certificates':
        return await makeCertificates(session, context);
      case 'start':
        return await this.#start(step.service ?? '', context);
      case 'initialise':
        await Promise.all([
          initialiseVault(session, async () => await this.#emptyVault(context), context),
          session.ports.clients.warmUp?.(),
        ]);
        return;
      case 'unseal':
        // Vault elects a leader meanwhile, which is waiting and not computing.
        await Promise.all([unsealVault(session, context), session.ports.clients.warmUp?.()]);
        return;
      case 'key-store':
        return await setUpKeyStore(session, context);
      case 'kes-key':
        return await ensureKesKey(session, context);
      case 'quorum':
        return await waitForQuorum(session, context);
      case 'prove':
        return await this.#prove(context);
      default:
        throw new SealabError('internal', `Unknown step ${String(step.kind satisfies never)}.`);
    }
  }

  async #start(service: string, context: OperationContext): Promise<void> {
    if (service === 'kes') await keepKesLogin(this.#session, context.signal);
    if (service === this.#session.nodes[0]?.name) await waitForOtherNodes(this.#session, context);
    this.started.push(service);
    await startService(this.#session, { service, journal: this.#journal, run: this.#run }, context);
  }

  async #emptyVault(context: OperationContext): Promise<void> {
    const intent = this.#session.starts.get('vault');
    if (intent !== undefined) await this.#session.engine.stop(intent, GRACE_MS, context);
    await this.#session.engine.clearData(this.#session.lab, 'vault');
    await this.#start('vault', context);
  }

  async #prove(context: OperationContext): Promise<void> {
    this.proof = await proveLab(this.#session, context);
    if (!this.proof.ok) throw proofError(this.#session.lab, this.proof);
  }
}
