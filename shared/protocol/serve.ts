import type { z } from 'zod';
import { contract, type EntryName } from '../contract/index.ts';
import { SealabError, toSealabError, toWire, type WireError } from '../errors.ts';
import type { Carrier } from './carrier.ts';
import { StreamCredit } from './credit.ts';
import { ClientFrame, type ServerFrame } from './frames.ts';
import type { FeedContext, Handlers, RunContext, StreamContext, UploadContext } from './handlers.ts';
import { UploadInbox } from './upload-inbox.ts';

interface Open {
  readonly controller: AbortController;
  readonly credit: StreamCredit;
  readonly kind: string;
  /** Of an upload. */
  readonly inbox: UploadInbox | undefined;
}
type AnyHandler = (
  input: unknown,
  context: RunContext & FeedContext<unknown> & StreamContext<unknown> & UploadContext<unknown>,
) => Promise<unknown>;
type RequestFrame = Extract<ClientFrame, { type: 'request' }>;
type UploadFrame = Extract<ClientFrame, { type: 'chunk' | 'end' }>;

/**
 * Answers the frames of one carrier with `handlers`. This is the only place where requests are parsed. A frame that
 * does not parse closes the carrier: a peer that speaks another language is not worth guessing.
 */
export function serve(carrier: Carrier, handlers: Handlers): void {
  const open = new Map<number, Open>();
  const send = (frame: ServerFrame): void => carrier.send(frame);

  carrier.onFrame((raw) => {
    const frame = ClientFrame.safeParse(raw);
    if (!frame.success) {
      carrier.close();
      return;
    }
    switch (frame.data.type) {
      case 'request':
        if (open.has(frame.data.id)) carrier.close();
        else void answer(frame.data);
        return;
      case 'cancel':
        open.get(frame.data.id)?.controller.abort();
        return;
      case 'credit':
        open.get(frame.data.id)?.credit.add(frame.data.count);
        return;
      case 'chunk':
      case 'end':
        take(frame.data);
        return;
    }
  });
  carrier.onClose(() => {
    for (const request of open.values()) if (request.kind !== 'operation') request.controller.abort();
  });

  /** What still comes for an upload that has ended was under way; for a call of another kind it is nonsense. */
  function take(frame: UploadFrame): void {
    const request = open.get(frame.id);
    if (request === undefined) return;
    const { inbox, controller } = request;
    if (inbox === undefined) {
      carrier.close();
      return;
    }
    try {
      if (frame.type === 'end') inbox.end();
      else inbox.receive(frame.sequence, frame.value);
    } catch (thrown) {
      inbox.fail(toSealabError(thrown));
      controller.abort();
    }
  }

  async function answer(frame: RequestFrame): Promise<void> {
    const { id } = frame;
    let inbox: UploadInbox | undefined;
    try {
      const entry = entryOf(frame.name);
      const input: unknown = parseInput(entry.name, frame.input);
      const controller = new AbortController();
      const credit = new StreamCredit(controller.signal);
      const { signal } = controller;
      const parse = chunkParserOf(entry.name);
      const grant = (count: number): void => send({ type: 'credit', id, count });
      inbox = parse === undefined ? undefined : new UploadInbox({ signal, grant, parse });
      open.set(id, { controller, credit, kind: contract[entry.name].kind, inbox });
      inbox?.open();
      const value = await handlerOf(handlers, entry.name)(input, {
        signal,
        report: (progress) => send({ type: 'progress', id, progress }),
        publish: (event) => send({ type: 'event', id, value: event }),
        from: frame.from ?? 0,
        write: async (chunk) => {
          const sequence = await credit.take();
          send({ type: 'chunk', id, sequence: sequence + (frame.from ?? 0), value: chunk });
        },
        chunks: inbox?.chunks() ?? nothing(),
      });
      if (inbox?.failure !== undefined) throw inbox.failure;
      send({ type: 'result', id, ok: true, value: value ?? null });
    } catch (thrown) {
      // A chunk out of order aborts the handler, whose error would only say that it was cancelled.
      send({ type: 'failure', id, error: wireErrorOf(inbox?.failure ?? thrown) });
    } finally {
      open.delete(id);
    }
  }
}

/** A thrown thing may even refuse to become a text; that is an error of its own, and no reason to end the server. */
function wireErrorOf(thrown: unknown): WireError {
  try {
    return toWire(thrown);
  } catch (cause) {
    return toWire(cause);
  }
}

function entryOf(name: string): { readonly name: EntryName } {
  if (!Object.hasOwn(contract, name)) {
    throw new SealabError('protocol', `This Sealab does not know “${name}”.`, {
      fix: 'Reload the page: it may belong to another version.',
    });
  }
  // oxlint-disable-next-line no-unsafe-type-assertion -- checked against the contract on the line above
  return { name: name as EntryName };
}

/** Parses the input of a request. Throws `invalid-input` with every complaint of the schema, field by field. */
export function parseInput(name: EntryName, input: unknown): unknown {
  const parsed = contract[name].input.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new SealabError('invalid-input', complaints(parsed.error), {
    fix: 'Correct the value and try again. Nothing was changed.',
    details: { request: name },
  });
}

/** What reads the chunks of an upload; undefined for an entry that is none. */
function chunkParserOf(name: EntryName): ((value: unknown) => unknown) | undefined {
  const entry = contract[name];
  if (entry.kind !== 'upload') return undefined;
  return (value) => {
    const parsed = entry.chunk.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new SealabError(
      'invalid-input',
      `A chunk of “${name}” has the wrong form. ${complaints(parsed.error)}`,
      {
        fix: 'Send it again. If it stays, reload the page: it may belong to another version.',
      },
    );
  };
}

/** The chunks of a call that is no upload. */
async function* nothing(): AsyncGenerator<never, void, void> {}

function complaints(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join(' ');
}

function handlerOf(handlers: Handlers, name: EntryName): AnyHandler {
  // oxlint-disable-next-line no-unsafe-type-assertion -- Handlers pairs each name with its own input type
  return handlers[name] as unknown as AnyHandler;
}
