import { down } from '../labs/down.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { proveAgain } from '../labs/prove-lab.ts';
import { remove } from '../labs/remove.ts';
import type { RunContext } from '../labs/run-context.ts';
import { up } from '../labs/up.ts';
import type { Verified } from './action.ts';

/** An action on a lab as a whole. It needs no running service, and takes no input but the lab. */
export interface LifecycleAction {
  readonly id: string;
  readonly title: string;
  /** The operation of the contract that does the same. */
  readonly operation: 'labs.up' | 'labs.down' | 'labs.prove' | 'labs.remove';
  readonly commands: (lab: string) => readonly string[];
  readonly warning?: string;
  /** Carries it out and says how the lab is then. Progress goes to the context. */
  readonly run: (ports: LabPorts, lab: string, context: RunContext) => Promise<Verified>;
}

export const LIFECYCLE: readonly LifecycleAction[] = [
  {
    id: 'lab.up',
    operation: 'labs.up',
    title: 'Start the lab',
    commands: (lab) => [`sealab up ${lab}`],
    run: async (ports, lab, context) => {
      const { state, proof } = await up(ports, { name: lab }, context);
      return { ok: state === 'running', evidence: `${state}, proven with ${proof.bucket}/${proof.object}` };
    },
  },
  {
    id: 'lab.down',
    operation: 'labs.down',
    title: 'Stop the lab',
    commands: (lab) => [`sealab down ${lab}`],
    warning:
      'Its services stop. Data, keys and shares are kept; Vault is sealed until the lab is started again.',
    run: async (ports, lab, context) => {
      const { status } = await down(ports, lab, context);
      return { ok: status === 'stopped', evidence: status };
    },
  },
  {
    id: 'lab.prove',
    operation: 'labs.prove',
    title: 'Prove again that objects are encrypted',
    commands: (lab) => [`sealab action run ${lab} lab.prove`],
    run: async (ports, lab, context) => {
      const proof = await proveAgain(ports, lab, context);
      return { ok: proof.ok, evidence: proof.checks.map((check) => check.evidence).join('; ') };
    },
  },
  {
    id: 'lab.remove',
    operation: 'labs.remove',
    title: 'Remove the lab',
    commands: (lab) => [`sealab rm ${lab} --yes`],
    warning:
      'Everything of this lab goes: objects, keys, shares, certificates, logs. Without its keys nobody can read a copy of its drives.',
    run: async (ports, lab, context) => {
      const removed = await remove(ports, lab, context);
      return { ok: !(await ports.store.folder(lab).exists()), evidence: `${removed.folder} is gone` };
    },
  },
];
