import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import { StateIcon } from '../../ui/state-icon.tsx';
import { firstFailing, runsAnything } from '../lab/lab-health.ts';
import { useLabPage } from '../lab/lab-page.tsx';
import { isSealed } from './vault-state.ts';

/** One sentence where the keys are not as usual, and the way out of it where there is one. */
export function StateLine() {
  const { state, isBusy, commands } = useLabPage();
  const failing = firstFailing(state.ladder);
  if (!runsAnything(state))
    return (
      <p className="keys-line">
        <StateIcon tone="off" />
        <span>Nothing runs, so no key is in memory. What rests on the drives stays there, sealed.</span>
        <Button
          variant="filled"
          leftSection={<Play size={16} aria-hidden />}
          disabled={isBusy}
          onClick={commands.start}
        >
          Start the lab
        </Button>
      </p>
    );
  if (isSealed(state))
    return (
      <p className="keys-line">
        <StateIcon tone="warn" />
        <span>
          Vault is sealed: no key can be opened anew. What KES holds in its cache works until it leaves it.
        </span>
      </p>
    );
  if (failing === undefined) return null;
  return (
    <p className="keys-line">
      <StateIcon tone="warn" />
      <span>
        Fails at: {failing.title}. {failing.error?.message ?? failing.evidence}
      </span>
    </p>
  );
}
