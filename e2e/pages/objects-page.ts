import type { Locator, Page } from 'playwright-core';

/** The pages of the buckets, of one bucket and of one object. The only place with their selectors. */
export class ObjectsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get dialog(): Locator {
    return this.#page.getByRole('dialog');
  }

  bucketRow(bucket: string): Locator {
    return this.#page
      .getByRole('row')
      .filter({ has: this.#page.getByRole('rowheader', { name: bucket, exact: true }) });
  }

  async openBucket(bucket: string): Promise<void> {
    await this.#page.getByRole('link', { name: bucket, exact: true }).click();
    await this.#page.getByRole('heading', { name: bucket, level: 1 }).waitFor();
  }

  /** Makes a bucket by its dialog; the page of the new bucket is open afterwards. */
  async createBucket(bucket: string, encryption: 'None' | 'SSE-S3' | 'SSE-KMS'): Promise<void> {
    await this.#page.getByRole('button', { name: 'Create a bucket' }).click();
    await this.dialog.getByLabel('Name', { exact: true }).fill(bucket);
    await this.dialog.getByRole('radio', { name: new RegExp(`^${encryption}`) }).check();
    await this.dialog.getByText(`mc mb`).waitFor();
    await this.dialog.getByRole('button', { name: 'Create the bucket' }).click();
    await this.#page.getByRole('heading', { name: bucket, level: 1 }).waitFor();
  }

  /** Chooses a file as its picker would; the dialog about it is open afterwards. */
  async chooseFile(name: string, content: string | Buffer): Promise<void> {
    const buffer = typeof content === 'string' ? Buffer.from(content) : content;
    await this.#page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/plain', buffer });
    await this.dialog.getByRole('heading', { name: 'Upload 1 file' }).waitFor();
  }

  /** Drops a file onto the page as a person does who drags one in from their desktop. */
  async dropFile(name: string, content: string): Promise<void> {
    const dataTransfer = await this.#page.evaluateHandle(
      ([called, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], called, { type: 'text/plain' }));
        return transfer;
      },
      [name, content] as const,
    );
    await this.#page.dispatchEvent('body', 'dragenter', { dataTransfer });
    const zone = this.#page.getByText(/^Drop files into /);
    await zone.waitFor();
    await zone.dispatchEvent('drop', { dataTransfer });
    await this.dialog.getByRole('heading', { name: 'Upload 1 file' }).waitFor();
  }

  async confirmUpload(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Upload 1 file' }).click();
    await this.uploads.getByText(/^1 of 1 file uploaded|^\d+ of \d+ files uploaded/).waitFor();
  }

  get uploads(): Locator {
    return this.#page.getByRole('region', { name: 'Uploads' });
  }

  objectLink(name: string): Locator {
    return this.#page.getByRole('table').getByRole('link', { name, exact: true });
  }

  async openObject(name: string): Promise<void> {
    await this.objectLink(name).first().click();
    await this.#page.getByRole('heading', { name, level: 1 }).waitFor();
  }

  get clientView(): Locator {
    return this.#page.getByRole('region', { name: 'What a client sees' });
  }

  get serverView(): Locator {
    return this.#page.getByRole('region', { name: 'What the server stores' });
  }

  get driveView(): Locator {
    return this.#page.getByRole('region', { name: 'What is on the drive' });
  }

  /** The scrolled bytes of the file that is shown. */
  get bytes(): Locator {
    return this.driveView.getByRole('region', { name: /^Bytes of / });
  }

  /** Searches the drives for a text, and returns what the page says of it. */
  async search(text: string): Promise<string> {
    const field = this.driveView.getByLabel('Text of the plaintext');
    await field.fill(text);
    await field.press('Enter');
    const verdict = this.driveView.getByRole('status').filter({ hasText: 'found on' });
    await verdict.waitFor();
    return await verdict.innerText();
  }
}
