import type { ObjectPage, ObjectRow } from '#shared/contract/objects.ts';

/** One line of the list of a bucket: a folder, or an object or version. */
export type ListRow =
  | { readonly kind: 'folder'; readonly prefix: string }
  | { readonly kind: 'object'; readonly object: ObjectRow };

/** The lines of a page in the order of their names; versions of one key stay as they came, newest first. */
export function rowsOf({ rows, prefixes }: Pick<ObjectPage, 'rows' | 'prefixes'>): readonly ListRow[] {
  const merged: ListRow[] = [];
  let folder = 0;
  const addFoldersBefore = (key: string | undefined): void => {
    for (let prefix = prefixes[folder]; prefix !== undefined; prefix = prefixes[folder]) {
      if (key !== undefined && prefix > key) return;
      merged.push({ kind: 'folder', prefix });
      folder += 1;
    }
  };
  for (const object of rows) {
    addFoldersBefore(object.key);
    merged.push({ kind: 'object', object });
  }
  addFoldersBefore(undefined);
  return merged;
}

/** Names a line among all others of a list. */
export function rowKey(row: ListRow): string {
  return row.kind === 'folder' ? `folder ${row.prefix}` : `${row.object.versionId ?? ''} ${row.object.key}`;
}

/** The lines of a long list as they came, page by page: another page costs what it holds, not what the list holds. */
export interface RowPages {
  readonly pages: readonly (readonly ListRow[])[];
  /** Of all pages together. */
  readonly length: number;
}

export const NO_ROWS: RowPages = { pages: [], length: 0 };

export function withPage({ pages, length }: RowPages, page: readonly ListRow[]): RowPages {
  return { pages: [...pages, page], length: length + page.length };
}

/** The lines from `first` up to, and without, `end`. */
export function sliceRows({ pages }: RowPages, first: number, end: number): readonly ListRow[] {
  const rows: ListRow[] = [];
  let start = 0;
  for (const page of pages) {
    if (start >= end) break;
    if (start + page.length > first) rows.push(...page.slice(Math.max(0, first - start), end - start));
    start += page.length;
  }
  return rows;
}
