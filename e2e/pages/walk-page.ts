import type { Locator, Page } from 'playwright-core';

/** The walk of an object. The only place with its selectors. */
export class WalkPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Goes to the walk of an object and waits until it has ended. */
  async open(lab: string, bucket: string, key: string): Promise<void> {
    await this.go(lab, bucket, key);
    await this.ended(key);
  }

  async go(lab: string, bucket: string, key: string): Promise<void> {
    const { origin } = new URL(this.#page.url());
    await this.#page.goto(`${origin}/#/walk/${lab}/${bucket}/${encodeURIComponent(key)}`);
  }

  async ended(key: string): Promise<void> {
    await this.#page.getByRole('link', { name: key, exact: true }).waitFor();
    await this.steps.waitFor({ timeout: 30_000 });
    await this.cancel.waitFor({ state: 'detached', timeout: 30_000 });
  }

  get cancel(): Locator {
    return this.#page.getByRole('button', { name: 'Cancel' });
  }

  get again(): Locator {
    return this.#page.getByRole('button', { name: 'Walk again' }).first();
  }

  get steps(): Locator {
    return this.#page.getByRole('navigation', { name: 'Steps of the walk' });
  }

  /** The keys of the object, outermost first. */
  get chain(): Locator {
    return this.#page.getByRole('list', { name: /^The keys of this object/ });
  }

  get strip(): Locator {
    return this.#page.getByRole('region', { name: 'On the drives' });
  }

  get table(): Locator {
    return this.#page.getByRole('region', { name: 'The walk as a table' });
  }

  /** The pill that says how the walk ended. */
  verdict(words: RegExp): Locator {
    return this.#page.getByText(words).first();
  }

  step(title: RegExp): Locator {
    return this.steps.getByRole('button', { name: title });
  }

  /** The open step; its heading has a number and the title. */
  panel(title: RegExp): Locator {
    return this.#page.getByRole('region', { name: title });
  }

  reveal(value: string): Locator {
    return this.#page.getByRole('button', { name: `Reveal ${value}` }).first();
  }

  cover(value: string): Locator {
    return this.#page.getByRole('button', { name: `Cover ${value}` }).first();
  }

  /** In the step that stops for the lack of a key. */
  get giveKey(): Locator {
    return this.#page.getByRole('button', { name: 'Give the customer key' });
  }

  get giveBuiltinKey(): Locator {
    return this.#page.getByRole('button', { name: 'Give a built-in key' });
  }

  /** Says that a key was given, and leads back. */
  get given(): Locator {
    return this.#page.getByRole('region', { name: 'Given key' });
  }

  get tryMenu(): Locator {
    return this.#page.getByRole('button', { name: 'Try it' });
  }

  /** Something to try, in the open menu. */
  tryItem(title: RegExp): Locator {
    return this.#page.getByRole('menuitem', { name: title });
  }

  /** Says that an altered copy is shown, and leads back. */
  get altered(): Locator {
    return this.#page.getByRole('region', { name: 'Altered copy' });
  }

  /** Alters a copy of the object, and waits until it was walked. */
  async tryIt(title: RegExp): Promise<void> {
    await this.tryMenu.click();
    await this.tryItem(title).click();
    await this.altered.getByText('This is an altered copy; nothing on the drives was changed.').waitFor();
  }

  /** Takes a drive away, or gives it back. */
  async toggleDrive(drive: string): Promise<void> {
    await this.#page.getByRole('button', { name: /^Take a drive away$|drives? away$/ }).click();
    await this.#page.getByRole('menuitemcheckbox', { name: drive }).click();
    await this.#page.keyboard.press('Escape');
  }

  async show(what: 'Steps' | 'Table' | 'Rotation'): Promise<void> {
    const choice = this.#page.getByRole('radiogroup', { name: 'Shown as' });
    await choice.getByText(what, { exact: true }).click();
  }

  /** One way to rotate, with its comparison of before and after. */
  rotation(title: RegExp): Locator {
    return this.#page.getByRole('region', { name: title });
  }

  /** What the comparison says of one thing: `same`, `changed`. */
  async rotated(card: Locator, what: string): Promise<string> {
    const head = this.#page.getByRole('rowheader', { name: what, exact: true });
    const verdict = card.getByRole('row').filter({ has: head }).locator('strong');
    return (await verdict.innerText()).trim();
  }
}
