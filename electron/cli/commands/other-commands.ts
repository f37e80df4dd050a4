import { resolve } from 'node:path';
import { SealabError } from '#shared/errors.ts';
import { type Command, UsageError } from '../command.ts';
import { formatBytes, formatComponents, formatFindings } from '../text.ts';

export const provision: Command = {
  name: 'provision',
  usage: '[COMPONENT…] [--save FILE] [--load FILE] [--clear]',
  summary: 'Get the components, save and load them as one file, or remove those that no lab uses.',
  options: { save: { type: 'string' }, load: { type: 'string' }, clear: { type: 'boolean' } },
  takes: { min: 0, max: 20 },
  run: async ({ client, positionals, options, signal, onProgress, print }) => {
    const { save, load, clear } = options;
    if (clear === true) {
      const unused = await client.ask('components.unused', {}, { signal });
      for (const { title, sizeBytes } of unused) print(`${title}, ${formatBytes(sizeBytes)}`);
      const cleared = await client.run('components.clear', {}, { signal, onProgress });
      print(
        cleared.removed.length === 0
          ? 'Labs use every component that is here.'
          : `Removed ${cleared.removed.join(', ')}: ${formatBytes(cleared.freedBytes)} freed.`,
      );
      return cleared;
    }
    if (typeof load === 'string') {
      const loaded = await client.run('components.load', { file: resolve(load) }, { signal, onProgress });
      print(`Loaded ${loaded.components.join(', ')}.`);
      return loaded;
    }
    const components =
      typeof save === 'string' && positionals.length === 0
        ? await client.ask('components.list', {})
        : await client.run('components.provision', { only: [...positionals] }, { signal, onProgress });
    if (typeof save !== 'string') {
      print(formatComponents(components));
      return components;
    }
    const saved = await client.run('components.save', { file: resolve(save) }, { signal, onProgress });
    print(`Saved ${saved.components.join(', ')} to ${saved.file}, ${formatBytes(saved.sizeBytes)}.`);
    return saved;
  },
};

export const doctor: Command = {
  name: 'doctor',
  usage: '[NAME]',
  summary: 'Check the machine, and a lab from the bottom of its ladder to the top.',
  options: {},
  takes: { min: 0, max: 1 },
  run: async ({ client, positionals, signal, onProgress, print, markFailed }) => {
    const [name] = positionals;
    const { findings } = await client.run('system.doctor', name === undefined ? {} : { name }, {
      signal,
      onProgress,
    });
    print(formatFindings(findings));
    if (findings.some((finding) => !finding.ok)) markFailed();
    return { findings };
  },
};

export const action: Command = {
  name: 'action',
  usage: 'ls | describe NAME ACTION [key=value…] | run NAME ACTION [key=value…]',
  summary: 'Do what a button does: seal Vault, create a key, encrypt a bucket, …',
  options: {},
  takes: { min: 1, max: 40 },
  run: async ({ client, positionals, signal, onProgress, print }) => {
    const [verb, lab, id, ...pairs] = positionals;
    if (verb === 'ls') {
      const list = await client.ask('actions.list', {});
      print(list.map((entry) => `${entry.id.padEnd(26)} ${entry.title}`).join('\n'));
      return list;
    }
    if ((verb !== 'run' && verb !== 'describe') || lab === undefined || id === undefined)
      throw new UsageError(`sealab action ${action.usage}`);
    const call = { lab, action: id, input: Object.fromEntries(pairs.map(parsePair)) };
    const described = await client.ask('actions.describe', call);
    if (verb === 'describe') {
      print(
        [
          described.title,
          ...(described.warning === undefined ? [] : [described.warning]),
          ...described.commands.map((line) => `  $ ${line}`),
        ].join('\n'),
      );
      return described;
    }
    const result = await client.run('actions.run', call, { signal, onProgress });
    print(`${described.title}: ${result.evidence}`);
    return result;
  },
};

export const logs: Command = {
  name: 'logs',
  usage: 'NAME [--tail N] [--follow] [--all]',
  summary:
    'Show in order what the services, Vault’s and KES’s audit logs and MinIO’s trace say; ~ is when a line without a time was read. --all: with heartbeats.',
  options: { tail: { type: 'string' }, follow: { type: 'boolean', short: 'f' }, all: { type: 'boolean' } },
  takes: { min: 1, max: 1 },
  run: async ({ client, positionals, options, signal, print, printEach }) => {
    const tail = options['tail'] === undefined ? 100 : Number(options['tail']);
    if (!Number.isInteger(tail) || tail < 0 || tail > 10_000)
      throw new UsageError('--tail takes a number from 0 to 10000.');
    const lab = positionals[0] ?? '';
    await client.ask('labs.status', { name: lab }, { signal });
    const isFollowing = options['follow'] === true;
    const seen: unknown[] = [];
    // Without --follow the lines that are there arrive within the first moments.
    const until = isFollowing ? signal : AbortSignal.any([signal, AbortSignal.timeout(1_500)]);
    await client
      .read(
        'events.follow',
        { lab, tailLines: tail },
        {
          signal: until,
          onChunk: (events) => {
            for (const event of isFollowing
              ? events
              : events.toSorted((one, other) => one.at.localeCompare(other.at))) {
              if (event.heartbeat && options['all'] !== true) continue;
              if (isFollowing) printEach(event);
              else seen.push(event);
              // A line without a time stamp of its own has the time when it was read.
              const mark = event.isStampGuessed === true ? '~' : ' ';
              print(`${mark}${event.at}  ${event.service.padEnd(7)} ${event.text}`);
            }
          },
        },
      )
      .catch((thrown: unknown) => {
        if (!(thrown instanceof SealabError) || thrown.code !== 'cancelled') throw thrown;
      });
    return isFollowing ? undefined : seen;
  },
};

function parsePair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new UsageError(`“${pair}” is not key=value.`);
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}
