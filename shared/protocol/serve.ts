import type { z } from 'zod';
import { contract, type EntryName } from '../contract/index.ts';
import { SealabError, toWire, type WireError } from '../errors.ts';
import type { Carrier } from './carrier.ts';
import { StreamCredit } from './credit.ts';
import { ClientFrame, type ServerFrame } from './frames.ts';
import type { FeedContext, Handlers, RunContext, StreamContext } from './handlers.ts';

type Open = { readonly controller: AbortController; readonly credit: StreamCredit; readonly kind: string };
type AnyHandler = (
  input: unknown,
  context: RunContext & FeedContext<unknown> & StreamContext<unknown>,
) => Promise<unknown>;
type RequestFrame = Extract<ClientFrame, { type: 'request' }>;

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
    }
  });
  carrier.onClose(() => {
    for (const request of open.values()) if (request.kind !== 'operation') request.controller.abort();
  });

  async function answer(frame: RequestFrame): Promise<void> {
    const { id } = frame;
    try {
      const entry = entryOf(frame.name);
      const input: unknown = parseInput(entry.name, frame.input);
      const controller = new AbortController();
      const credit = new StreamCredit(controller.signal);
      open.set(id, { controller, credit, kind: contract[entry.name].kind });
      const value = await handlerOf(handlers, entry.name)(input, {
        signal: controller.signal,
        report: (progress) => send({ type: 'progress', id, progress }),
        publish: (event) => send({ type: 'event', id, value: event }),
        from: frame.from ?? 0,
        write: async (chunk) => {
          const sequence = await credit.take();
          send({ type: 'chunk', id, sequence: sequence + (frame.from ?? 0), value: chunk });
        },
      });
      send({ type: 'result', id, ok: true, value: value ?? null });
    } catch (thrown) {
      send({ type: 'failure', id, error: wireErrorOf(thrown) });
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

function complaints(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join(' ');
}

function handlerOf(handlers: Handlers, name: EntryName): AnyHandler {
  // oxlint-disable-next-line no-unsafe-type-assertion -- Handlers pairs each name with its own input type
  return handlers[name] as unknown as AnyHandler;
}
