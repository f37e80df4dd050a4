import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';

/** What a person sees and presses on Sealab's page. The only place with selectors. */
export class SealabPage {
  readonly page: Page;
  readonly #consoleErrors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.#consoleErrors.push(error.message));
  }

  static async open(context: BrowserContext, url: string): Promise<SealabPage> {
    const page = await context.newPage();
    const sealab = new SealabPage(page);
    await page.goto(url);
    return sealab;
  }

  /** What went wrong in the page since it was opened: errors of its console, with each breach of its policy, and throws. */
  get consoleErrors(): readonly string[] {
    return this.#consoleErrors;
  }

  /** Presses keys, one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  get firstRun(): Locator {
    return this.page.getByRole('heading', { name: 'See where every key lives' });
  }

  button(name: RegExp | string): Locator {
    return this.page.getByRole('button', { name });
  }

  text(text: RegExp | string): Locator {
    return this.page.getByText(text).first();
  }

  /** The pill in the top bar: the first failing rung, or the age of the proof. */
  get proven(): Locator {
    return this.page.getByText(/^Proven /).first();
  }

  get ladder(): Locator {
    return this.page.getByRole('region', { name: 'Health ladder' });
  }

  get proof(): Locator {
    return this.page.getByRole('region', { name: 'Proof' });
  }

  /** What the palette is typed into. */
  get palette(): Locator {
    return this.page.getByRole('combobox', { name: 'Go to, run, find a key' });
  }

  /** The lines that the palette lists now, best first. */
  get paletteLines(): Locator {
    return this.page.getByRole('option');
  }

  /** Opens the palette by its keys, types into it, and takes the first line once it is `first`. */
  async fromPalette(typed: string, first: RegExp): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.palette.waitFor();
    await this.page.keyboard.type(typed);
    await this.paletteLines.first().filter({ hasText: first }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.palette.waitFor({ state: 'detached' });
  }

  /** A place of the rail. */
  place(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name });
  }

  /** Goes to a place of the rail by the keys that its tooltip names. */
  async pressPlace(name: string): Promise<void> {
    const keys = /\((Alt\+\d)\)$/.exec((await this.place(name).getAttribute('title')) ?? '')?.[1];
    if (keys === undefined) throw new Error(`The place ${name} names no keys.`);
    await this.page.keyboard.press(keys);
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  /** The note that a change of the settings leaves for a while. */
  get undo(): Locator {
    return this.page.getByRole('status').getByRole('button', { name: 'Undo' });
  }

  /** Rules of WCAG 2.2 A and AA, and best practice, that the page breaks now: `rule: element`. */
  async accessibilityFindings(): Promise<readonly string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
  }

  /** Presses Tab until the wanted element has the focus, as a person without a mouse does. */
  async tabTo(target: Locator, most = 60): Promise<void> {
    for (let press = 0; press < most; press += 1) {
      await this.page.keyboard.press('Tab');
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`Not reached with ${most} Tabs: ${target.toString()}`);
  }

  /** Is there something to scroll sideways? */
  async scrollsSideways(): Promise<boolean> {
    return await this.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
  }
}
