import type { Problem } from '#core/problem';
import { nearest } from '../document/nearest.js';

const TIME = { us: 1, ms: 1000, s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };
const BYTES = { B: 1, Ki: 1024, Mi: 2 ** 20, Gi: 2 ** 30, k: 1e3, M: 1e6, G: 1e9 };
/** What a column can be, its units, and the unit taken when none is written. */
const FIELDS = {
  name: {},
  app: {},
  models: {},
  at: TIME,
  end: TIME,
  duration: TIME,
  count: { '': 1 },
  cpu: { cores: 1000, milli: 1 },
  memory: BYTES,
  gpu: { gpus: 1000, milli: 1 },
  priority: { '': 1 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;
export type MappedField = keyof typeof FIELDS;

export interface MappedColumn {
  readonly column: string;
  /** From what is written to µs, bytes, thousandths. */
  readonly scale: number;
}
export type ColumnMap = Readonly<Partial<Record<MappedField, MappedColumn>>>;

/** Reads `at=submit_time:s,duration=runtime:s,cpu=cores:cores,memory=mem:Mi`; every slip at its column. */
export function parseColumnMap(text: string): { readonly map: ColumnMap; readonly problems: readonly Problem[] } {
  const map: Partial<Record<MappedField, MappedColumn>> = {};
  const problems: Problem[] = [];
  let column = 1;
  for (const part of text.split(',')) {
    const say = (message: string, hint: string): void =>
      void problems.push({ code: 'bad-column-map', severity: 'error', message, hint, file: '--map', line: 1, column });
    const [, field = '', name = '', unit = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*(?::([A-Za-z]*))?\s*$/.exec(part) ?? [];
    const units: Readonly<Record<string, number>> | undefined = Object.hasOwn(FIELDS, field) ? FIELDS[field as MappedField] : undefined;
    if (name === '') say(`\`${part.trim()}\` maps nothing`, 'write `field=column:unit`, such as `at=submit_time:s`');
    else if (units === undefined)
      say(`there is no field \`${field}\``, `did you mean \`${nearest(field, Object.keys(FIELDS)) ?? Object.keys(FIELDS).join('`, `')}\`?`);
    else {
      const scale = unit === '' ? Object.values(units)[0] : units[unit];
      const needsUnit = unit === '' && Object.keys(units).some((one) => one !== '');
      if (needsUnit)
        say(
          `\`${field}\` needs its unit`,
          `one of: ${Object.keys(units)
            .map((one) => `${field}=${name}:${one}`)
            .join(', ')}`,
        );
      else if (unit !== '' && scale === undefined) say(`\`${unit}\` is no unit of \`${field}\``, `one of: ${Object.keys(units).join(', ') || 'none'}`);
      else map[field as MappedField] = { column: name, scale: scale ?? 1 };
    }
    column += part.length + 1;
  }
  return { map, problems };
}
