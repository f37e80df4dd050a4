import type { WalkStep, WalkValue, WalkView } from '#shared/contract/walk.ts';
import type { GivenKind } from './given-key.ts';
import { inspectLine } from './inspect-line.ts';
import { lengthOf, verdictOf } from './walk-facts.ts';

/** What a report is about. */
export interface ReportAbout {
  readonly lab: string;
  /** When it was made, ISO. */
  readonly at: string;
  /** Of a walk with a key that was typed. */
  readonly given?: GivenKind | undefined;
}

/**
 * The walk as one JSON document, in the form of `sealab inspect --json`. Secret values are not in a WalkView at all, so
 * they cannot be in here; the plaintext is left out too.
 */
export function jsonReport(view: WalkView, { lab, at }: ReportAbout): string {
  const report = {
    at,
    lab,
    object: `${view.bucket}/${view.key}`,
    encryption: view.encryption,
    keyName: view.keyName,
    versionId: view.versionId,
    parts: view.parts,
    ok: view.ok,
    tried: view.tried,
    secrets: 'covered',
    findings: view.steps.map((step) => ({
      step: step.id,
      title: step.title,
      state: step.state,
      reason: step.reason,
      error: step.error,
      inputs: step.inputs.map(reported),
      formula: step.formula,
      output: step.outputs.map(reported),
      ok: step.state !== 'failed' && step.checks.every((check) => check.ok),
      evidence: step.checks,
      source: step.source,
      tookMs: step.tookMs,
    })),
    plaintextSha256: view.plaintext?.sha256,
    plaintextBytes: view.plaintext?.sizeBytes,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function reported({ name, type, lengthBytes, isSecret, value, origin }: WalkValue) {
  return { name, type, lengthBytes, isSecret, value: isSecret ? undefined : value, origin };
}

/** The walk as a Markdown page that a person reads or sends on. Secrets are covered. */
export function markdownReport(view: WalkView, about: ReportAbout): string {
  const { lab, at, given } = about;
  const { bucket, key, versionId } = view;
  return [
    `# From drive to plaintext: ${code(`${bucket}/${key}`)}`,
    `${verdictOf(view).word}. Lab ${lab}, ${at}. Secrets are covered: their length and origin stand here, their values do not.`,
    ...(view.tried === undefined
      ? []
      : [
          `**This is an altered copy; nothing on the drives was changed.** ${view.tried.title}: ${view.tried.change}`,
        ]),
    [
      `- Encryption: ${view.encryption}${view.keyName === undefined ? '' : `, key ${code(view.keyName)}`}`,
      `- Version: ${code(versionId)}, ${view.parts} part${view.parts === 1 ? '' : 's'}`,
      ...(view.plaintext === undefined
        ? []
        : [
            `- Plaintext: ${view.plaintext.sizeBytes.toLocaleString('en')} bytes, SHA-256 ${code(view.plaintext.sha256)}`,
          ]),
      `- The same: ${code(inspectLine({ lab, bucket, key, ...(versionId === 'null' ? {} : { versionId }) }, { tried: view.tried?.kind, given }))}`,
    ].join('\n'),
    ...view.steps.map(markdownStep),
  ]
    .join('\n\n')
    .concat('\n');
}

function markdownStep(step: WalkStep, index: number): string {
  const heading = `## ${index + 1}. ${step.title}: ${step.state}`;
  if (step.state === 'skipped') return `${heading}\n\n${step.reason ?? 'It does not apply.'}`;
  if (step.state === 'not-reached') return `${heading}\n\nThe step before it stopped, so it has no input.`;
  return [
    heading,
    step.sentence,
    ...(step.error === undefined ? [] : [`**${step.error.message}** ${step.error.fix ?? ''}`.trim()]),
    ...(step.inputs.length === 0 ? [] : [valueTable('Input', step.inputs)]),
    ...(step.formula === '' ? [] : [code(step.formula)]),
    ...(step.outputs.length === 0 ? [] : [valueTable('Output', step.outputs)]),
    ...(step.checks.length === 0
      ? []
      : [
          step.checks
            .map((check) => `- ${check.ok ? 'holds' : 'FAILS'}: ${check.title} (${check.evidence})`)
            .join('\n'),
        ]),
    `Source: ${code(step.source)}`,
  ].join('\n\n');
}

const LONGEST_VALUE = 128;

function valueTable(what: string, values: readonly WalkValue[]): string {
  return [
    `| ${what} | Length | Value | Origin |`,
    '|---|---|---|---|',
    ...values.map(
      (value) =>
        `| ${cell(value.name)} | ${lengthOf(value)} | ${shownValue(value)} | ${cell(value.origin)} |`,
    ),
  ].join('\n');
}

function shownValue({ isSecret, value }: WalkValue): string {
  if (isSecret) return '[covered]';
  if (value === undefined) return '';
  return code(value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value);
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ');
}

/** Text as code, whatever backticks it has itself. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${cell(text)}${pad}${fence}`;
}
