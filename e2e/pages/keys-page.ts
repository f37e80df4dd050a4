import type { Locator, Page } from 'playwright-core';

/** When an action of the page's own Sealab ended, and when the page showed what it led to: milliseconds since 1970. */
export interface Followed {
  readonly endedAtMs: number;
  readonly shownAtMs: number;
}

export interface WatchedAction {
  readonly lab: string;
  readonly action: string;
  readonly input?: Readonly<Record<string, string>>;
  /** What the page shows after it. */
  readonly selector: string;
}

/** The keys of a lab: graph, table, events, evidence. The only place with their selectors. */
export class KeysPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get graph(): Locator {
    return this.page.getByRole('region', { name: 'Key graph' });
  }

  get events(): Locator {
    return this.page.getByRole('region', { name: 'Key events' });
  }

  /** The box of a key, by its title. */
  box(title: string): Locator {
    return this.graph.getByRole('button', { name: new RegExp(`^${title},`) });
  }

  /** What the box of a key says of itself: `my-key, KES key, cached, in KES`. */
  async wordsOf(title: string): Promise<string> {
    return (await this.box(title).getAttribute('aria-label')) ?? '';
  }

  line(id: string): Locator {
    return this.graph.locator(`path[data-edge="${id}"]`);
  }

  /** The edges that are lit now, in the order of the picture. */
  async litLines(): Promise<readonly string[]> {
    return await this.graph
      .locator('path[data-edge].key-edge-lit')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('data-edge') ?? ''));
  }

  /** What the last request is called in the diagram. */
  get label(): Locator {
    return this.graph.locator('.path-label');
  }

  event(request: string): Locator {
    return this.events.getByRole('button', { name: request, exact: true }).first();
  }

  get evidence(): Locator {
    return this.page.getByRole('complementary', { name: /^Evidence of / });
  }

  row(title: string): Locator {
    return this.graph
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name: title, exact: true }) });
  }

  async focusedName(): Promise<string> {
    return await this.page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
  }

  /** The smallest size of a text that can be seen, in pixels. */
  async smallestText(): Promise<number> {
    return await this.page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      let smallest = Number.POSITIVE_INFINITY;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const element = node.parentElement;
        if (element === null || node.textContent?.trim() === '' || element.checkVisibility() === false)
          continue;
        smallest = Math.min(smallest, Number.parseFloat(getComputedStyle(element).fontSize));
      }
      return smallest;
    });
  }

  /** Runs an action on a connection of its own and notes when it ended and when this page showed it, on one clock. */
  async watch({ lab, action, input = {}, selector }: WatchedAction): Promise<Followed> {
    return await this.page.evaluate(
      async ({ request, wanted }) => {
        const shown = new Promise<number>((resolve) => {
          const look = (): void => {
            if (document.querySelector(wanted) === null) requestAnimationFrame(look);
            else resolve(Date.now());
          };
          look();
        });
        const token = sessionStorage.getItem('sealab.token') ?? '';
        const ended = await new Promise<number>((resolve, reject) => {
          const socket = new WebSocket(`ws://${location.host}/socket`);
          socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', token })));
          socket.addEventListener('close', () => reject(new Error('The socket was closed.')));
          socket.addEventListener('message', ({ data }) => {
            const frame: { readonly type: string } = JSON.parse(String(data));
            if (frame.type === 'welcome')
              socket.send(JSON.stringify({ type: 'request', id: 0, name: 'actions.run', input: request }));
            else if (frame.type === 'result') resolve(Date.now());
            else if (frame.type === 'failure') reject(new Error(String(data)));
          });
        });
        return { endedAtMs: ended, shownAtMs: await shown };
      },
      { request: { lab, action, input }, wanted: selector },
    );
  }
}
