import { SealabError } from '#shared/errors.ts';

/** x^8 + x^4 + x^3 + x^2 + 1, generator 2 (klauspost/reedsolomon `galois.go`, as MinIO uses it). */
const POLYNOMIAL = 0x11d;
const FIELD = 256;
/** `PRODUCTS[a * 256 + b]` is a times b. */
const PRODUCTS = productTable();
const INVERSES = Uint8Array.from({ length: FIELD }, (_, value) =>
  PRODUCTS.subarray(value * FIELD, (value + 1) * FIELD).indexOf(1),
);

type Matrix = readonly Uint8Array[];

function productTable(): Uint8Array {
  const table = new Uint8Array(FIELD * FIELD);
  for (let left = 0; left < FIELD; left += 1) {
    for (let right = 0; right < FIELD; right += 1) table[left * FIELD + right] = slowProduct(left, right);
  }
  return table;
}

function slowProduct(left: number, right: number): number {
  let product = 0;
  let shifted = left;
  for (let bits = right; bits > 0; bits >>= 1) {
    if ((bits & 1) === 1) product ^= shifted;
    shifted <<= 1;
    if (shifted >= FIELD) shifted ^= POLYNOMIAL;
  }
  return product;
}

function product(left: number, right: number): number {
  return PRODUCTS[left * FIELD + right] ?? 0;
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let count = 0; count < exponent; count += 1) result = product(result, base);
  return result;
}

function multiply(left: Matrix, right: Matrix): Matrix {
  const width = right[0]?.length ?? 0;
  return left.map((row) => {
    const result = new Uint8Array(width);
    row.forEach((factor, at) => {
      const source = right[at];
      if (source !== undefined) addProduct(result, source, factor);
    });
    return result;
  });
}

/** Gauss-Jordan. Throws `internal` for a matrix without an inverse: there is none among rows of a Vandermonde matrix. */
function invert(matrix: Matrix): Matrix {
  const size = matrix.length;
  const rows: Uint8Array[] = matrix.map((row, at) => {
    const wide = new Uint8Array(2 * size);
    wide.set(row);
    wide[size + at] = 1;
    return wide;
  });
  for (let column = 0; column < size; column += 1) {
    const pivot = rows.findIndex((row, at) => at >= column && row[column] !== 0);
    const row = rows[pivot];
    const other = rows[column];
    if (row === undefined || other === undefined)
      throw new SealabError('internal', 'This Reed-Solomon matrix has no inverse.');
    rows[pivot] = other;
    const unit = scaled(row, INVERSES[row[column] ?? 0] ?? 0);
    rows[column] = unit;
    rows.forEach((target, at) => {
      if (at !== column) addProduct(target, unit, target[column] ?? 0);
    });
  }
  return rows.map((row) => row.subarray(size));
}

function scaled(row: Uint8Array, factor: number): Uint8Array {
  return row.map((value) => product(value, factor));
}

/** target += source * factor, in the field: addition is XOR. */
function addProduct(target: Uint8Array, source: Uint8Array, factor: number): void {
  if (factor === 0) return;
  const row = PRODUCTS.subarray(factor * FIELD, (factor + 1) * FIELD);
  const length = Math.min(target.length, source.length);
  for (let at = 0; at < length; at += 1) target[at] = (target[at] ?? 0) ^ (row[source[at] ?? 0] ?? 0);
}

/**
 * The matrix that makes shards of data: `data + parity` rows; the first `data` rows leave the data as they are. It is
 * the Vandermonde matrix row^column times the inverse of its top (klauspost/reedsolomon `buildMatrix`).
 */
export function encodingMatrix(data: number, parity: number): readonly Uint8Array[] {
  const vandermonde = Array.from({ length: data + parity }, (_, row) =>
    Uint8Array.from({ length: data }, (__, column) => power(row, column)),
  );
  return multiply(vandermonde, invert(vandermonde.slice(0, data)));
}

/** Computes data shards that are absent from those that are there. Keeps the matrix of the last set of shards. */
export class Reconstructor {
  readonly #encoding: readonly Uint8Array[];
  readonly #data: number;
  #decoding: { readonly present: string; readonly rows: Matrix } | undefined;

  /** `data` and `parity` are counts of shards; together at most 256. */
  constructor(data: number, parity: number) {
    this.#encoding = encodingMatrix(data, parity);
    this.#data = data;
  }

  /**
   * The chunk of data shard `wanted`, 1-based, out of `data` or more chunks of other shards by their number. All chunks
   * have one size. Throws `internal` where there are too few.
   */
  chunk(wanted: number, chunks: ReadonlyMap<number, Uint8Array>): Uint8Array {
    const present = [...chunks.keys()].toSorted((one, other) => one - other).slice(0, this.#data);
    if (present.length < this.#data)
      throw new SealabError('internal', 'Too few shards to reconstruct another one.');
    const row = this.#rowsFor(present)[wanted - 1] ?? new Uint8Array(this.#data);
    const result = new Uint8Array(chunks.get(present[0] ?? 0)?.length ?? 0);
    present.forEach((shard, at) => {
      const source = chunks.get(shard);
      if (source !== undefined) addProduct(result, source, row[at] ?? 0);
    });
    return result;
  }

  #rowsFor(present: readonly number[]): Matrix {
    const key = present.join();
    if (this.#decoding?.present !== key) {
      const rows = present.map((shard) => this.#encoding[shard - 1] ?? new Uint8Array(this.#data));
      this.#decoding = { present: key, rows: invert(rows) };
    }
    return this.#decoding.rows;
  }
}
