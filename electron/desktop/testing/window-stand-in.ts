import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { IpcFrame } from '../../carriers/ipc-pages.ts';
import type { DesktopContents, DesktopWindow } from '../electron-module.ts';

/** An event that tells whether it was refused. */
export class EventStandIn {
  readonly url: string;
  isRefused = false;

  constructor(url = '') {
    this.url = url;
  }

  preventDefault(): void {
    this.isRefused = true;
  }
}

export class ContentsStandIn extends EventEmitter implements DesktopContents {
  readonly loaded: string[] = [];
  /** Calls that end or renew the page, in order. */
  readonly calls: string[] = [];
  openWindow: (details: { readonly url: string }) => { action: 'deny' } = () => {
    throw new Error('No handler for new windows was set.');
  };

  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void {
    this.openWindow = handler;
  }

  getURL(): string {
    return this.loaded.at(-1) ?? '';
  }

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }

  reload(): void {
    this.calls.push('reload');
  }

  forcefullyCrashRenderer(): void {
    this.calls.push('crash');
    this.emit('render-process-gone', {}, { reason: 'crashed' });
  }

  /** Emits an event that can be refused, and tells whether it was. */
  refuses(event: string, url?: string): boolean {
    const emitted = new EventStandIn(url);
    this.emit(event, emitted);
    return emitted.isRefused;
  }
}

export class WindowStandIn extends EventEmitter implements DesktopWindow {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new ContentsStandIn();
  readonly calls: string[] = [];
  bounds: Rectangle;
  maximised = false;
  minimised = false;
  destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 0,
      height: options.height ?? 0,
    };
  }

  getNormalBounds(): Rectangle {
    return this.bounds;
  }

  isMaximized(): boolean {
    return this.maximised;
  }

  isMinimized(): boolean {
    return this.minimised;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  maximize(): void {
    this.maximised = true;
  }

  restore(): void {
    this.minimised = false;
  }

  show(): void {
    this.calls.push('show');
  }

  focus(): void {
    this.calls.push('focus');
  }

  /** What a person does with the window's cross; tells whether it was refused. */
  close(): boolean {
    const event = new EventStandIn();
    this.emit('close', event);
    if (event.isRefused) return true;
    this.destroyed = true;
    this.emit('closed');
    return false;
  }
}

/** A window's own page, or any other frame. */
export class FrameStandIn implements IpcFrame {
  url = 'app://sealab/';
  parent: unknown = null;
  readonly sent: { readonly load: string; readonly text: string }[] = [];
  onSent: (load: string, text: string) => void = () => {};

  send(_channel: string, load: string, text: string): void {
    this.sent.push({ load, text });
    this.onSent(load, text);
  }
}
