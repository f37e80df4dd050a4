import type { ComponentRef } from '../ports/components.ts';
import type { ComposeFile } from './compose-file.ts';
import type { LabFacts } from './facts.ts';

export type StepKind =
  | 'component'
  | 'image'
  | 'folder'
  | 'ports'
  | 'authority'
  | 'certificates'
  | 'start'
  | 'initialise'
  | 'unseal'
  | 'key-store'
  | 'kes-key'
  | 'quorum'
  | 'prove';

/** One piece of work. `id` is unique in its plan; `weight` is about its seconds on a small laptop. */
export interface PlanStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly title: string;
  readonly group: 'Components' | 'Trust' | 'Vault' | 'KES' | 'MinIO' | 'Proof';
  readonly weight: number;
  readonly needs: readonly string[];
  /** Of `start` steps. */
  readonly service?: string;
  /** Of `component` and `image` steps. */
  readonly component?: ComponentRef;
}

export interface LabPlan {
  readonly steps: readonly PlanStep[];
}

/** What is wanted, as far as the plan depends on it. */
export interface PlanInput {
  readonly compose: ComposeFile;
  readonly facts: LabFacts;
}

/**
 * The ordered steps from what is there to a proven lab. Pure: the same facts give the same plan, and a half-started
 * lab gets only what is missing. `needs` names steps of the same plan.
 */
export function planUp({ compose, facts }: PlanInput): LabPlan {
  const steps: PlanStep[] = [];
  const add = (step: Omit<PlanStep, 'needs'> & { readonly needs?: readonly (string | false)[] }): void => {
    const present = new Set(steps.map((known) => known.id));
    const needs = (step.needs ?? []).filter((id): id is string => id !== false && present.has(id));
    steps.push({ ...step, needs });
  };
  const nodes = compose.services
    .filter((service) => service.component === 'minio')
    .map((service) => service.name);
  const isMissing = (service: string): boolean => !facts.running.has(service);
  const allRun = compose.services.every((service) => facts.running.has(service.name));

  if (!facts.hasFolder) {
    add({ id: 'folder', kind: 'folder', title: 'Write the lab’s definition', group: 'Trust', weight: 0.05 });
  }
  for (const component of facts.missingComponents) {
    add({
      id: `component-${component.component}`,
      kind: 'component',
      title: `Get ${component.component} ${component.version}`,
      group: 'Components',
      weight: component.buildSeconds,
      component,
    });
  }
  for (const image of facts.missingImages) {
    add({
      id: `image-${image.component}`,
      kind: 'image',
      title: `Make the image of ${image.component} ${image.version}`,
      group: 'Components',
      weight: 1.5,
      needs: [`component-${image.component}`],
      component: image,
    });
  }
  if (!allRun || !facts.hasPorts) {
    add({
      id: 'ports',
      kind: 'ports',
      title: 'Reserve ports',
      group: 'Trust',
      weight: 0.05,
      needs: ['folder'],
    });
  }
  if (!facts.hasAuthority) {
    add({
      id: 'authority',
      kind: 'authority',
      title: 'Make the certificate authority and Vault’s certificate',
      group: 'Trust',
      weight: 0.4,
      needs: ['folder'],
    });
  }
  if (!facts.hasCertificates) {
    add({
      id: 'certificates',
      kind: 'certificates',
      title: 'Make certificates for KES, MinIO and both clients',
      group: 'Trust',
      weight: 0.6,
      needs: ['authority'],
    });
  }
  if (isMissing('vault')) {
    add({ ...start('vault', 'Vault', 0.5), needs: ['component-vault', 'image-vault', 'ports', 'authority'] });
  }
  if (!facts.hasShares) {
    add({
      id: 'initialise',
      kind: 'initialise',
      title: 'Initialise Vault: 5 shares, 3 needed',
      group: 'Vault',
      weight: 0.3,
      // A Vault that is emptied starts again meanwhile: its ports would seem to be somebody else's.
      needs: ['start-vault', 'ports'],
    });
  }
  // A Vault that is initialised anew is a sealed one, whatever the old one was.
  if (facts.vault !== 'active' || !facts.hasShares) {
    add({
      id: 'unseal',
      kind: 'unseal',
      title: 'Unseal Vault with 3 shares',
      group: 'Vault',
      weight: 2.2,
      needs: ['start-vault', 'ports', 'initialise'],
    });
  }
  if (!facts.hasKeyStore) {
    add({
      id: 'key-store',
      kind: 'key-store',
      title: 'Set up the kv store, its policy and the AppRole',
      group: 'Vault',
      weight: 0.2,
      needs: ['ports', 'unseal'],
    });
  }
  const vaultReady = ['unseal', 'key-store'];
  if (isMissing('kes')) {
    add({
      ...start('kes', 'KES', 0.3),
      needs: ['component-kes', 'image-kes', 'ports', 'certificates', ...vaultReady],
    });
  }
  if (!allRun) {
    add({
      id: 'kes-key',
      kind: 'kes-key',
      title: 'Create the KES key',
      group: 'KES',
      weight: 0.2,
      needs: ['start-kes', 'ports', 'certificates', ...vaultReady],
    });
  }
  // The first node, which Sealab talks to, comes last, when it can see the drives of the others.
  const [first, ...others] = nodes;
  for (const node of [...others, ...(first === undefined ? [] : [first])].filter(isMissing)) {
    const after = node === first ? others.map((other) => `start-${other}`) : [];
    add({
      ...start(node, 'MinIO', 0.4),
      needs: ['component-minio', 'image-minio', 'ports', 'certificates', 'kes-key', ...after],
    });
  }
  add({
    id: 'quorum',
    kind: 'quorum',
    title: nodes.length === 1 ? 'Wait until MinIO answers' : 'Wait for the write quorum',
    group: 'MinIO',
    weight: 0.4,
    needs: ['ports', ...nodes.map((node) => `start-${node}`), 'kes-key', ...vaultReady],
  });
  add({
    id: 'prove',
    kind: 'prove',
    title: 'Prove that objects are encrypted',
    group: 'Proof',
    weight: 0.5,
    // What the engine needs beside the services, such as the toolbox, reads the drives.
    needs: [
      'quorum',
      ...[...facts.missingComponents, ...facts.missingImages].flatMap(({ component }) => [
        `component-${component}`,
        `image-${component}`,
      ]),
    ],
  });
  return { steps };
}

function start(service: string, title: 'Vault' | 'KES' | 'MinIO', weight: number): Omit<PlanStep, 'needs'> {
  const name = title === 'MinIO' && service !== 'minio' ? `MinIO node ${service}` : title;
  return { id: `start-${service}`, kind: 'start', title: `Start ${name}`, group: title, weight, service };
}
