/** One JSON object a line, as BigQuery exports tables: what it says as a table, and what is wrong with which line. */
export interface JsonLines {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** 1-based line of each row. */
  readonly lines: readonly number[];
  readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

/** Fields in fields are columns with a dot in their name; a row that lacks a column has an empty text there. */
export function readJsonLines(text: string): JsonLines {
  const columns = new Map<string, number>();
  const problems: { line: number; column: number; message: string }[] = [];
  const sparse: { readonly line: number; readonly cells: ReadonlyMap<number, string> }[] = [];
  text.split('\n').forEach((source, index) => {
    const line = index + 1;
    if (source.trim() === '') return;
    const cells = new Map<number, string>();
    try {
      const value: unknown = JSON.parse(source);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
      for (const [name, written] of flattened(value, '')) {
        const column = columns.get(name) ?? columns.size;
        columns.set(name, column);
        cells.set(column, written);
      }
      sparse.push({ line, cells });
    } catch (error) {
      const place = /position (\d+)/.exec((error as Error).message)?.[1];
      problems.push({ line, column: Number(place ?? 0) + 1, message: `not a JSON object: ${(error as Error).message}` });
    }
  });
  const header = [...columns.keys()];
  return { header, rows: sparse.map(({ cells }) => header.map((_, column) => cells.get(column) ?? '')), lines: sparse.map(({ line }) => line), problems };
}

function* flattened(value: object, prefix: string): Generator<readonly [string, string]> {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) yield* flattened(inner, `${prefix}${key}.`);
    else if (inner !== null && !Array.isArray(inner)) yield [`${prefix}${key}`, String(inner)];
  }
}
