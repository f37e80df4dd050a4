import type { z } from 'zod';
import type { ActionInput } from '#shared/contract/actions.ts';
import type { LabSession } from '../labs/session.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import type { LabClients } from '../ports/services.ts';

/** What an action works with: the lab and clients for its services. */
export interface ActionLab {
  readonly session: LabSession;
  readonly clients: LabClients;
}

export interface Verified {
  readonly ok: boolean;
  /** What was read from the lab to know it: a header, a state, a hash. */
  readonly evidence: string;
}

/**
 * The only way to change what runs in a lab. Buttons, command line, lessons, faults and the command log all use the
 * same registry.
 */
export interface Action<I extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly input: I;
  /** The lines that do the same in the lab's terminal (`sealab env NAME`). Secrets are variables or files. */
  readonly commands: (lab: string, input: z.output<I>) => readonly string[];
  /** What is lost or stops; absent when nothing does. */
  readonly warning?: (input: z.output<I>) => string;
  readonly apply: (lab: ActionLab, input: z.output<I>, context: OperationContext) => Promise<void>;
  /** Looks whether the lab is now as the action says. */
  readonly verify: (lab: ActionLab, input: z.output<I>, signal: AbortSignal) => Promise<Verified>;
  /** The action that takes it back, with its input. */
  readonly undo?: (input: z.output<I>) => {
    readonly action: string;
    readonly input: Readonly<Record<string, string>>;
  };
}

/** An action whose input type is hidden, as the registry keeps it: everything takes the text values that were given. */
export interface RegisteredAction {
  readonly id: string;
  readonly title: string;
  readonly inputs: readonly z.infer<typeof ActionInput>[];
  readonly bind: (given: Readonly<Record<string, string>>) => BoundAction;
}

/** An action together with its parsed input. */
export interface BoundAction {
  readonly id: string;
  readonly title: string;
  readonly commands: (lab: string) => readonly string[];
  readonly warning: string | undefined;
  readonly apply: (lab: ActionLab, context: OperationContext) => Promise<void>;
  readonly verify: (lab: ActionLab, signal: AbortSignal) => Promise<Verified>;
  readonly undo: { readonly action: string; readonly input: Readonly<Record<string, string>> } | undefined;
}
