import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { escapeInDoubleQuotes } from '#core/labs/shell-words.ts';
import { EngineChoice, type LabRequest, Topology } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import { typed } from '../../start/own-command.ts';
import { type Command, type CommandContext, UsageError } from '../command.ts';
import { formatBytes, formatLabs, formatPlan, formatState, formatUp } from '../text.ts';

export const DEFAULT_LAB = 'first-lab';

const LAB_OPTIONS = {
  topology: { type: 'string' },
  engine: { type: 'string' },
  sse: { type: 'string' },
  kv: { type: 'string' },
  file: { type: 'string' },
} as const;

export const up: Command = {
  name: 'up',
  usage:
    '[NAME] [--topology standalone|distributed] [--engine auto|docker|process] [--sse s3|kms] [--kv 1|2] [--file lab.yaml]',
  summary: 'Create or resume a lab, until it is proven to encrypt.',
  options: LAB_OPTIONS,
  takes: { min: 0, max: 1 },
  run: async (context) => {
    const request = await labRequest(context);
    const result = await context.client.run('labs.up', request, operation(context));
    const state = await context.client.ask('labs.status', { name: request.name });
    context.print(formatUp(result, state.credentialsFile));
    return result;
  },
};

export const plan: Command = {
  name: 'plan',
  usage: up.usage,
  summary: 'Show what `up` would do, and do nothing.',
  options: LAB_OPTIONS,
  takes: { min: 0, max: 1 },
  run: async (context) => {
    const view = await context.client.ask('labs.plan', await labRequest(context), { signal: context.signal });
    context.print(formatPlan(view));
    return view;
  },
};

export const down: Command = {
  name: 'down',
  usage: 'NAME',
  summary: 'Stop a lab and keep its data.',
  options: {},
  takes: { min: 1, max: 1 },
  run: async (context) => {
    const summary = await context.client.run('labs.down', { name: nameOf(context) }, operation(context));
    context.print(
      typed(`Lab ${summary.name} is stopped. Its data is kept: \`sealab up ${summary.name}\` resumes it.`),
    );
    return summary;
  },
};

export const rm: Command = {
  name: 'rm',
  usage: 'NAME [--yes]',
  summary: 'Remove a lab with its data, certificates and secrets.',
  options: { yes: { type: 'boolean', short: 'y' } },
  takes: { min: 1, max: 1 },
  run: async (context) => {
    const name = nameOf(context);
    const removal = await context.client.ask('labs.removal', { name });
    const what = `Remove ${name}: ${removal.processes} running services and ${removal.folder} (${formatBytes(removal.sizeBytes)}) go. Components stay.`;
    if (context.options['yes'] !== true && !(await context.confirm(what))) {
      throw context.canAsk ? new SealabError('cancelled', `Lab ${name} was not removed.`) : needsYes(what);
    }
    const removed = await context.client.run('labs.remove', { name }, operation(context));
    context.print(`Lab ${name} is removed.`);
    return removed;
  },
};

export const ls: Command = {
  name: 'ls',
  usage: '',
  summary: 'List the labs.',
  options: {},
  takes: { min: 0, max: 0 },
  run: async (context) => {
    const labs = await context.client.ask('labs.list', {});
    context.print(formatLabs(labs));
    return labs;
  },
};

export const status: Command = {
  name: 'status',
  usage: 'NAME',
  summary: 'Show a lab: health ladder, services, addresses.',
  options: {},
  takes: { min: 1, max: 1 },
  run: async (context) => {
    const state = await context.client.ask(
      'labs.status',
      { name: nameOf(context) },
      { signal: context.signal },
    );
    context.print(formatState(state));
    return state;
  },
};

export const env: Command = {
  name: 'env',
  usage: 'NAME',
  summary: 'Print the variables with which vault, kes, mc, aws and warp reach a lab.',
  options: {},
  takes: { min: 1, max: 1 },
  run: async (context) => {
    const variables = await shellVariables(context, nameOf(context));
    context.print(
      variables.map(({ name, value }) => `export ${name}="${escapeInDoubleQuotes(value)}"`).join('\n'),
    );
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  },
};

export const reset: Command = {
  name: 'reset',
  usage: '[--components] [--yes]',
  summary: 'Remove every lab, also damaged ones; with --components the components too.',
  options: { components: { type: 'boolean' }, yes: { type: 'boolean', short: 'y' } },
  takes: { min: 0, max: 0 },
  run: async (context) => {
    const components = context.options['components'] === true;
    const labs = await context.client.ask('labs.list', {});
    const what = `Remove ${labs.length} labs (${labs.map((lab) => lab.name).join(', ') || 'none'}) with all their data${components ? ', and the components' : ''}.`;
    if (context.options['yes'] !== true && !(await context.confirm(what))) {
      throw context.canAsk ? new SealabError('cancelled', 'Nothing was removed.') : needsYes(what);
    }
    const done = await context.client.run('labs.reset', { components }, operation(context));
    context.print(
      done.removed.length === 0 ? 'There was nothing to remove.' : `Removed: ${done.removed.join(', ')}.`,
    );
    return done;
  },
};

/** The variables with their values: whoever types `env` asks for the secrets among them. */
async function shellVariables(
  { client }: CommandContext,
  lab: string,
): Promise<readonly { readonly name: string; readonly value: string }[]> {
  const variables = await client.ask('labs.environment', { name: lab });
  return await Promise.all(
    variables.map(async (variable) =>
      'value' in variable
        ? variable
        : {
            name: variable.name,
            value: (await client.ask('secrets.reveal', { lab, id: variable.secretId })).value,
          },
    ),
  );
}

function needsYes(what: string): UsageError {
  return new UsageError(`${what} Nobody can be asked here: add --yes.`);
}

function operation({ signal, onProgress }: CommandContext): Pick<CommandContext, 'signal' | 'onProgress'> {
  return { signal, onProgress };
}

export function nameOf({ positionals }: CommandContext): string {
  return positionals[0] ?? DEFAULT_LAB;
}

const Sse = z.enum(['s3', 'kms']);
const Kv = z.enum(['1', '2']);

async function labRequest(context: CommandContext): Promise<LabRequest> {
  const { options } = context;
  const topology = choice(Topology, 'topology', options['topology']);
  const engine = choice(EngineChoice, 'engine', options['engine']);
  const sse = choice(Sse, 'sse', options['sse']);
  const kv = choice(Kv, 'kv', options['kv']);
  const file = options['file'];
  return {
    name: nameOf(context),
    ...(topology === undefined ? {} : { topology }),
    ...(engine === undefined ? {} : { engine }),
    ...(sse === undefined ? {} : { encryption: sse === 's3' ? 'sse-s3' : 'sse-kms' }),
    ...(kv === undefined ? {} : { kv: kv === '1' ? 1 : 2 }),
    ...(typeof file === 'string' ? { definitionText: await readDefinition(file) } : {}),
  };
}

async function readDefinition(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SealabError('not-found', `Sealab cannot read ${file}.`, {
      fix: 'Give the path of a lab.yaml.',
      cause,
    });
  }
}

function choice<T extends string>(
  schema: z.ZodType<T> & { readonly options: readonly T[] },
  name: string,
  value: string | boolean | undefined,
): T | undefined {
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--${name} takes ${schema.options.join(' or ')}, not “${String(value)}”.`);
}
