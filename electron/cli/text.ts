import type { z } from 'zod';
import type { ComponentView } from '#shared/contract/components.ts';
import type { LabState, LabSummary, PlanView, UpResult } from '#shared/contract/labs.ts';
import type { Finding } from '#shared/contract/system.ts';
import { typed } from '../start/own-command.ts';

export function formatDuration(ms: number): string {
  if (ms < 950) return `${Math.max(1, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(Math.round(seconds - minutes * 60)).padStart(2, '0')} min`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KiB`;
  if (bytes < 1024 ** 3) return `${Math.round(bytes / 1024 ** 2)} MiB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** Columns as wide as their widest cell, two spaces between. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function formatLabs(labs: readonly z.infer<typeof LabSummary>[]): string {
  if (labs.length === 0) return typed('No lab yet. Bring one up:\n  sealab up');
  return formatTable([
    ['LAB', 'STATE', 'TOPOLOGY', 'ENGINE', 'ENCRYPTION', 'PROVEN'],
    ...labs.map((lab) => [
      lab.name,
      lab.status,
      lab.topology ?? '–',
      lab.engine ?? '–',
      lab.encryption ?? '–',
      lab.provenAt ?? lab.error?.message ?? 'never',
    ]),
  ]);
}

export function formatPlan(plan: z.infer<typeof PlanView>): string {
  const lines = [
    `${plan.isNew ? 'New lab' : 'Lab'} ${plan.lab}, engine ${plan.engine}. ${plan.engineReason}`,
  ];
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push('', title, ...rows.map((row) => `  ${row}`));
  };
  section(
    'Fetches',
    plan.fetches.map(
      (fetch) => `${fetch.component} ${fetch.version}: ${fetch.how}, ${formatBytes(fetch.sizeBytes)}`,
    ),
  );
  section(
    'Makes in Docker, without a network',
    plan.steps.filter((step) => step.id.startsWith('image-')).map((step) => step.title),
  );
  section(
    'Starts',
    plan.starts.map((start) => `${start.service} (${start.component} ${start.version})`),
  );
  section(
    'Listens on, this machine only',
    plan.listensOn.map((listener) => `${listener.address}  ${listener.what} of ${listener.service}`),
  );
  section(
    'Stores',
    plan.stores.map((store) => `${store.path}: ${store.what}`),
  );
  section(
    'Steps',
    plan.steps.map((step) => step.title),
  );
  lines.push(
    '',
    `About ${formatDuration(plan.estimateSeconds * 1000)} and ${formatBytes(plan.diskBytes)} of disk.`,
  );
  return lines.join('\n');
}

/** The end of `up` and of `npm start`: addresses, credentials, proof. */
export function formatUp(result: z.infer<typeof UpResult>, credentialsFile: string): string {
  const { proof } = result;
  return [
    `Lab ${result.lab} is ${result.state} and proven, in ${formatDuration(result.timingsMs['total'] ?? 0)}, ${result.engine === 'docker' ? 'in containers of Docker' : 'as processes of this machine'}.`,
    '',
    formatTable(result.services.map((service) => [`  ${service.name}`, service.url, service.state])),
    '',
    '  Proof',
    `    ${proof.bucket}/${proof.object}, ${proof.encryption}, key ${proof.keyName}`,
    `    read back equal: ${yes(proof.roundTrip)}   sealed key in xl.meta: ${yes(proof.sealedKey)}   plaintext on the drives: ${yes(proof.plaintextOnDrives)}   control found: ${yes(proof.control)}`,
    '',
    `  Credentials  ${credentialsFile} (only you may read it)`,
    typed(`  Terminal     eval "$(sealab env ${result.lab})"`),
    `  Stop, remove ${typed(`sealab down ${result.lab}`)}     ${typed(`sealab rm ${result.lab}`)}`,
  ].join('\n');
}

export function formatState(state: z.infer<typeof LabState>): string {
  const mark = { ok: '✔', failed: '✘', waiting: '◌', 'not-checked': '·' } as const;
  const failing = state.ladder.find((rung) => rung.state === 'failed');
  return [
    `${state.summary.name}: ${state.summary.status}, ${state.summary.topology ?? ''}, ${state.summary.engine ?? ''}, ${state.summary.encryption ?? ''} with ${state.keyName}`,
    '',
    ...state.ladder.map((rung) => `  ${mark[rung.state]} ${rung.title.padEnd(36)} ${rung.evidence}`),
    ...(failing?.error === undefined
      ? []
      : ['', `  ${failing.error.message}`, `  Next: ${typed(failing.error.fix ?? '')}`]),
    '',
    formatTable(
      state.services.map((service) => [
        `  ${service.name}`,
        service.url,
        `${service.component} ${service.version}`,
        service.state,
        service.pid === undefined ? '' : `pid ${service.pid}`,
      ]),
    ),
    '',
    `  Folder       ${state.folder}`,
    `  Credentials  ${state.credentialsFile}`,
  ].join('\n');
}

export function formatFindings(findings: readonly z.infer<typeof Finding>[]): string {
  return findings
    .map(
      (finding) =>
        `${finding.ok ? '✔' : '✘'} ${finding.title}: ${finding.observed}${finding.ok || finding.fix === '' ? '' : `\n    Next: ${typed(finding.fix)}`}`,
    )
    .join('\n');
}

export function formatComponents(components: readonly z.infer<typeof ComponentView>[]): string {
  return formatTable([
    ['COMPONENT', 'VERSION', 'STATE', 'SIZE', 'FROM', 'WHERE'],
    ...components.map((entry) => [
      entry.component,
      entry.version,
      entry.state,
      formatBytes(entry.sizeBytes),
      entry.image?.reference ?? entry.source ?? '–',
      entry.path ?? '–',
    ]),
  ]);
}

function yes(value: boolean): string {
  return value ? 'yes' : 'no';
}
