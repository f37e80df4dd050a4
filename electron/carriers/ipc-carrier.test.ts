import { expect, test, vi } from 'vitest';
import type { Carrier } from '#shared/protocol/carrier.ts';
import { openDesktopCarrier } from '../../renderer/client/desktop-carrier.ts';
import { IpcCarrier } from './ipc-carrier.ts';

/** Page and program, with messages cloned as Electron clones them. */
function connect(): { readonly page: Carrier; readonly program: IpcCarrier; readonly clones: unknown[] } {
  const clones: unknown[] = [];
  const clone = (message: string | Uint8Array): string | Uint8Array => {
    clones.push(message);
    return structuredClone(message);
  };
  let toPage: (message: string | Uint8Array) => void = () => {};
  const program = new IpcCarrier((message) => toPage(clone(message)));
  const page = openDesktopCarrier({
    post: (message) => {
      if (message !== 'open') program.receive(clone(message));
    },
    onMessage: (listener) => {
      toPage = listener;
    },
  });
  return { page, program, clones };
}

test('bytes go both ways as bytes, and frames without bytes as text', () => {
  const { page, program, clones } = connect();
  const got: unknown[] = [];
  page.onFrame((frame) => got.push(frame));
  program.onFrame((frame) => got.push(frame));
  const frames = [{ value: Uint8Array.of(1, 2) }, { list: [{ bytes: Uint8Array.of(3) }] }, { id: 1 }];
  page.send(frames[0]);
  program.send(frames[1]);
  page.send(frames[2]);
  expect(got).toEqual(frames);
  expect(clones.map((message) => typeof message)).toEqual(['object', 'object', 'string']);
});

test('bytes that are no message close the connection at either end', () => {
  const { program } = connect();
  const closed = vi.fn();
  program.onClose(closed);
  program.receive(Uint8Array.of(1, 2, 3));
  expect(closed).toHaveBeenCalledOnce();

  let toPage: (message: string | Uint8Array) => void = () => {};
  const page = openDesktopCarrier({
    post: () => undefined,
    onMessage: (listener) => {
      toPage = listener;
    },
  });
  page.onClose(closed);
  toPage(Uint8Array.of(1, 2, 3));
  expect(closed).toHaveBeenCalledTimes(2);
});
