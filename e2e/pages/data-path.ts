import type { Locator, Page } from 'playwright-core';

/** The data path of a lab's page: the diagram, its table twin and the drawer of a service. The only place with their selectors. */
export class DataPath {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get card(): Locator {
    return this.#page.getByRole('region', { name: 'Data path' });
  }

  /** The box of a service, by the name of the service. */
  box(service: string): Locator {
    return this.card.getByRole('button', { name: new RegExp(`^${service},`) });
  }

  /** The line of a connection in the diagram. */
  line(from: string, to: string): Locator {
    return this.card.locator(`path[data-connection="${from}>${to}"]`);
  }

  row(from: string, to: string): Locator {
    return this.card
      .getByRole('row')
      .filter({ has: this.#page.getByRole('rowheader', { name: from, exact: true }) })
      .filter({ has: this.#page.getByRole('cell', { name: to, exact: true }) });
  }

  /** The number of requests that a row of the table shows. */
  async requests(from: string, to: string): Promise<number> {
    return Number((await this.row(from, to).getByRole('cell').nth(4).innerText()).replaceAll(',', ''));
  }

  drawer(service: string): Locator {
    return this.#page.getByRole('complementary', { name: `Service ${service}` });
  }

  async focusedText(): Promise<string> {
    return await this.#page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  }
}
