import type { OperationLog } from '#core/operations.ts';
import type { Client } from '#shared/protocol/client.ts';

/** Which labs this Sealab brought up, so that it can stop them, and only them, when it ends. */
export class StartedLabs {
  readonly #names = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(operations: OperationLog) {
    operations.onChange((snapshots) => {
      for (const { id, name, lab, state, progress } of snapshots) {
        if (lab === undefined || state === 'running' || this.#seen.has(id)) continue;
        this.#seen.add(id);
        const started =
          progress?.steps.some((step) => step.id.startsWith('start-') && step.state === 'done') === true;
        if (name === 'labs.up' && started) this.#names.add(lab);
        if (name === 'labs.down' || name === 'labs.remove') this.#names.delete(lab);
      }
    });
  }

  get names(): readonly string[] {
    return [...this.#names];
  }

  /** Stops them, all at once; a lab that cannot be stopped is reported and the others go on. */
  async stopAll(client: Client, say: (line: string) => void): Promise<void> {
    await Promise.all(
      this.names.map(async (name) => {
        try {
          await client.run('labs.down', { name });
          say(`Stopped ${name}; its data is kept.`);
        } catch (thrown) {
          say(`Could not stop ${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        }
      }),
    );
  }
}
