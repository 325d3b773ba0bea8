import { parse } from 'csv-parse/sync';
import type { Problem } from '#core/problem';
import { readJsonLines } from './json-lines.js';

/** A table of text as it was written, and where every cell of it stands. Problems are collected: a reader lists them all at once. */
export class TraceTable {
  readonly problems: Problem[] = [];

  private constructor(
    readonly file: string,
    readonly header: readonly string[],
    readonly rows: readonly (readonly string[])[],
    /** 1-based line on which each row starts. */
    private readonly lines: readonly number[],
    private readonly source: readonly string[],
    private readonly written: 'text' | 'json' = 'text',
  ) {}

  /** Reads a table as it comes: JSON, an object a line, where the first line begins one; else comma-separated values. */
  static of(text: string, file: string): TraceTable {
    return /^\uFEFF?\s*\{/.test(text) ? TraceTable.ofJsonLines(text, file) : TraceTable.ofCsv(text, file);
  }

  /** Reads JSON, an object a line. */
  static ofJsonLines(text: string, file: string): TraceTable {
    const { header, rows, lines, problems } = readJsonLines(text.replace(/^\uFEFF/, ''));
    const table = new TraceTable(file, header, rows, lines, text.split('\n'), 'json');
    for (const { line, column, message } of problems) table.say('trace-unreadable', line, column, message, 'one object a line, as `bq extract` writes tables');
    return table;
  }

  /** Reads comma-separated values with a header line; lines that begin with `#` are comments. */
  static ofCsv(text: string, file: string): TraceTable {
    const source = text.split('\n');
    try {
      const parsed = parse(text, {
        skip_empty_lines: true,
        bom: true,
        info: true,
        relax_column_count: true,
        comment: '#',
        comment_no_infix: true,
      }) as unknown as {
        record: string[];
        info: { lines: number };
      }[];
      const [head, ...body] = parsed;
      const table = new TraceTable(
        file,
        head?.record ?? [],
        body.map((row) => row.record),
        body.map((row) => row.info.lines),
        source,
      );
      if (head === undefined) table.say('trace-unreadable', 1, 1, 'the file is empty', 'a line of column names, then a line for each event');
      body.forEach((row, index) => {
        const width = row.record.length;
        if (width !== table.header.length)
          table.say('trace-unreadable', table.lines[index] as number, 1, `${width} values under ${table.header.length} columns`);
      });
      return table;
    } catch (error) {
      const { lines, message } = error as { lines?: number; message: string };
      const table = new TraceTable(file, [], [], [], source);
      table.say('trace-unreadable', lines ?? 1, 1, `not a CSV file: ${message}`);
      return table;
    }
  }

  /** Reads lines of values between white space; what begins with a `;` is a comment. */
  static ofColumns(text: string, file: string, header: readonly string[]): TraceTable {
    const source = text.split('\n');
    const rows: string[][] = [];
    const lines: number[] = [];
    source.forEach((line, index) => {
      const words = line.trim();
      if (words === '' || words.startsWith(';')) return;
      rows.push(words.split(/\s+/));
      lines.push(index + 1);
    });
    const table = new TraceTable(file, header, rows, lines, source);
    rows.forEach((row, index) => {
      if (row.length < header.length) table.say('trace-unreadable', lines[index] as number, 1, `${row.length} of ${header.length} values`);
    });
    return table;
  }

  /** Index of a column under any of its names, or -1 with a problem. */
  column(...names: readonly string[]): number {
    const index = this.optionalColumn(...names);
    if (index < 0)
      this.say(
        'trace-column-missing',
        1,
        1,
        `there is no column \`${names[0] ?? ''}\``,
        `the columns are: ${this.header.slice(0, 30).join(', ')}${this.looksHeadless() ? '; the first line must name them' : ''}`,
      );
    return index;
  }

  /** Numbers where names should be: the header line was left out. */
  private looksHeadless(): boolean {
    return this.written === 'text' && this.header.some((name) => /^-?\d+(\.\d+)?$/.test(name));
  }

  optionalColumn(...names: readonly string[]): number {
    return names.reduce((found, name) => (found >= 0 ? found : this.header.indexOf(name)), -1);
  }

  text(row: number, column: number): string {
    return column < 0 ? '' : (this.rows[row]?.[column] ?? '');
  }

  /** A number of 0 or more, scaled and rounded to an integer; anything else is a problem and counts as 0. */
  amount(row: number, column: number, scale = 1): number {
    return this.optionalAmount(row, column, scale) ?? this.refuse(row, column);
  }

  /** The same; null where nothing is written. */
  optionalAmount(row: number, column: number, scale = 1): number | null {
    const written = this.text(row, column).trim();
    if (written === '') return null;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(written) ? Math.round(Number(written) * scale) : Number.NaN;
    return Number.isSafeInteger(value) && value >= 0 ? value : this.refuse(row, column);
  }

  private refuse(row: number, column: number): number {
    const name = this.header[column] ?? '';
    this.complain(row, column, 'trace-not-a-number', `${name} is ${JSON.stringify(this.text(row, column))}`, 'write a number of 0 or more');
    return 0;
  }

  /** Something wrong with one cell. */
  complain(row: number, column: number, code: string, message: string, hint?: string): void {
    const line = this.lines[row] ?? 1;
    const source = this.source[line - 1] ?? '';
    this.say(code, line, this.written === 'json' ? placeOfKey(source, this.header[column] ?? '') : columnOf(source, column), message, hint);
  }

  private say(code: string, line: number, column: number, message: string, hint?: string): void {
    if (this.problems.length > MOST_PROBLEMS) return;
    const problem: Problem = { code, severity: 'error', message, file: this.file, line, column };
    this.problems.push(hint === undefined ? problem : { ...problem, hint });
  }
}

const MOST_PROBLEMS = 100;

/** 1-based place of a key (the last one of a path) in an object on a line. */
const placeOfKey = (line: string, path: string): number => line.indexOf(`"${path.slice(path.lastIndexOf('.') + 1)}"`) + 1 || 1;

/** 1-based place of the n-th value of a line. */
function columnOf(line: string, index: number): number {
  if (!line.includes(',')) return [...line.matchAll(/\S+/g)][index]?.index === undefined ? 1 : ([...line.matchAll(/\S+/g)][index]?.index ?? 0) + 1;
  let at = 0;
  let quoted = false;
  for (let left = index; left > 0 && at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ',' && !quoted) left--;
  }
  return Math.min(at, line.length) + 1;
}
