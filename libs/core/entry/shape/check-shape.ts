import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import { parseQuantityNanos } from '#core/units';
import { type Finding, problemAt, shown, type SourceDocument } from '../source/source-document.js';
import type { Fields, Shape } from './shape.js';
import { INT32_MAX } from './shapes.js';

type Step = string | number;
type Of<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>;

/** Checks a value against a shape and gives it back clean: without fields that are null, with quantities as text. */
export function checkShape(document: SourceDocument, value: unknown, shape: Shape, problems: Problem[], path: readonly Step[] = []): unknown {
  return new ShapeCheck(document, problems, [...path]).value(value, shape);
}

const NOTHING = { kind: 'inert' } as const;

class ShapeCheck {
  constructor(
    private readonly document: SourceDocument,
    private readonly problems: Problem[],
    private readonly path: Step[],
  ) {}

  value(value: unknown, shape: Shape): unknown {
    if (value === undefined) return undefined;
    switch (shape.kind) {
      case 'inert':
        return value;
      case 'unsupported':
        return this.unsupported(value, shape);
      case 'policy':
        return this.policed(value, shape);
      case 'refined':
        return this.refined(value, shape);
      case 'list':
        return this.list(value, shape);
      case 'map':
        return this.map(value, shape);
      case 'fields':
        return this.fields(value, shape);
      case 'quantity':
        return this.quantity(value, shape);
      default:
        return this.scalar(value, shape);
    }
  }

  private say(finding: Finding, what: 'value' | 'key' = 'value', below: readonly Step[] = []): undefined {
    this.problems.push(problemAt(this.document, [...this.path, ...below], finding, what));
    return undefined;
  }

  private get field(): string {
    const name = [...this.path].reverse().find((step) => typeof step === 'string');
    return `\`${shown(name ?? 'document')}\``;
  }

  private wrongType(value: unknown, wanted: string, hint?: string): undefined {
    const is = value === '' ? 'empty' : `\`${shown(value)}\``;
    return this.say({ code: 'wrong-type', message: `${this.field} is ${is}: must be ${wanted}`, hint });
  }

  private unsupported(value: unknown, { instead }: Of<'unsupported'>): undefined {
    if (isEmpty(value)) return undefined;
    return this.say({ code: 'unsupported-field', message: `${this.field} would change the outcome and is not modelled`, hint: instead }, 'key');
  }

  private policed(value: unknown, { rule, of }: Of<'policy'>): unknown {
    if (rule.forbids(value)) return this.say({ code: rule.code, message: rule.message(shown(value)), hint: rule.instead });
    return this.value(value, of);
  }

  private refined(value: unknown, { of, rule }: Of<'refined'>): unknown {
    const before = this.problems.length;
    const clean = this.value(value, of);
    if (this.problems.length === before) rule(clean, (below, finding) => this.say(finding, 'value', below));
    return this.problems.length === before ? clean : undefined;
  }

  private quantity(value: unknown, { min }: Of<'quantity'>): string | undefined {
    if (typeof value !== 'string' && typeof value !== 'number') return this.wrongType(value, 'a quantity', 'such as 500m or 256Mi');
    const nanos = parseQuantityNanos(value);
    const message = `${this.field} is \`${shown(value)}\`: `;
    if (nanos === undefined)
      return this.say({ code: 'invalid-quantity', message: `${message}quantities are a number and a suffix`, hint: quantityHint(String(value)) });
    if (nanos < min) return this.say({ code: 'invalid-quantity', message: `${message}must be ${min === 0n ? 'greater than or equal to' : 'greater than'} 0` });
    return String(value);
  }

  private scalar(value: unknown, shape: Of<'text' | 'choice' | 'whole' | 'number' | 'flag' | 'int-or-percent' | 'port'>): unknown {
    const invalid = (code: Finding['code'], why: string, hint?: string) => this.say({ code, message: `${this.field} is \`${shown(value)}\`: ${why}`, hint });
    switch (shape.kind) {
      case 'flag':
        return typeof value === 'boolean' ? value : this.wrongType(value, 'true or false');
      case 'text': {
        if (typeof value !== 'string') return this.wrongType(value, 'text', isScalarValue(value) ? `put it in quotes: "${shown(value)}"` : undefined);
        const why = shape.check?.(value) ?? null;
        return why === null ? value : invalid(shape.code ?? 'invalid-value', why);
      }
      case 'choice': {
        if (typeof value !== 'string') return this.wrongType(value, `one of ${shape.of.join(', ')}`);
        if (shape.of.includes(value)) return value;
        return invalid(shape.code ?? 'value-not-allowed', 'not known here', meant(value, shape.of, 'one of: '));
      }
      case 'whole': {
        const { min, max } = shape;
        if (typeof value !== 'number' || !Number.isInteger(value)) return this.wrongType(value, 'a whole number', wholeHint(value));
        if (value > max && max === INT32_MAX) return invalid('invalid-value', `must be less than or equal to ${INT32_MAX}`);
        return value >= min && value <= max ? value : invalid('invalid-value', rangeOf(min, max));
      }
      case 'number': {
        const { min, max } = shape;
        if (typeof value !== 'number' || !Number.isFinite(value)) return this.wrongType(value, 'a number', numberHint(value));
        return value >= min && value <= max ? value : invalid('invalid-value', rangeOf(min, max));
      }
      case 'int-or-percent':
        return this.intOrPercent(value, shape.most, invalid);
      case 'port': {
        if (typeof value === 'number' && Number.isInteger(value)) return value >= 1 && value <= 65535 ? value : invalid('invalid-value', rangeOf(1, 65535));
        if (typeof value !== 'string') return this.wrongType(value, 'the number or name of a port');
        return /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(value) ? value : invalid('invalid-name', 'must be the number or name of a port');
      }
    }
  }

  private intOrPercent(value: unknown, most: number, invalid: (code: Finding['code'], why: string, hint?: string) => undefined): unknown {
    if (typeof value === 'number' && Number.isInteger(value))
      return value >= 0 && value <= INT32_MAX
        ? value
        : invalid('invalid-value', value < 0 ? 'must be greater than or equal to 0' : `must be less than or equal to ${INT32_MAX}`);
    const percent = typeof value === 'string' ? /^(\d{1,9})%$/.exec(value)?.[1] : undefined;
    if (percent === undefined) return this.wrongType(value, 'a whole number or a percentage', 'such as 1 or 25%');
    return Number(percent) <= most ? value : invalid('invalid-value', 'must not be greater than 100%');
  }

  private list(value: unknown, { of, key, least }: Of<'list'>): unknown {
    if (!Array.isArray(value)) return this.wrongType(value, 'a list', 'begin each item with `- `');
    if (value.length < least) return this.say({ code: 'missing-field', message: `${this.field} is empty: at least ${least} is required` });
    const seen = new Set<string>();
    return value.map((item, index) => {
      this.path.push(index);
      const clean = item === null ? this.wrongType(null, 'an item') : this.value(item, of);
      const name: unknown = key === undefined ? undefined : (clean as Readonly<Record<string, unknown>> | undefined)?.[key];
      if (typeof name === 'string' || typeof name === 'number') {
        if (seen.has(String(name))) this.say({ code: 'duplicate-item', message: `a second item with the ${key} \`${shown(name)}\`` }, 'value', [key as string]);
        seen.add(String(name));
      }
      this.path.pop();
      return clean;
    });
  }

  private map(value: unknown, { keys, of, ofKey }: Of<'map'>): unknown {
    if (!isMap(value)) return this.wrongType(value, 'a map');
    const clean: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      this.path.push(key);
      const why = keys(key);
      if (why !== null) this.say({ code: 'invalid-name', message: `the name \`${shown(key)}\` is not valid: ${why}` }, 'key');
      if (inner !== null) clean[key] = this.value(inner, ofKey?.(key) ?? of);
      else if (of.kind === 'text') clean[key] = '';
      this.path.pop();
    }
    return clean;
  }

  private fields(value: unknown, shape: Fields): unknown {
    if (!isMap(value)) return this.wrongType(value, 'a map');
    const before = this.problems.length;
    const clean: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      this.path.push(key);
      const known = Object.hasOwn(shape.fields, key) ? (shape.fields[key] ?? NOTHING) : undefined;
      if (known === undefined) this.unknownField(key, shape);
      else if (inner !== null) clean[key] = this.value(inner, known);
      if (clean[key] === undefined) delete clean[key];
      this.path.pop();
    }
    for (const name of shape.required)
      if (value[name] === undefined || value[name] === null)
        this.say({ code: 'missing-field', message: `\`${name}\` is required${this.path.length > 0 ? ` in ${this.field}` : ''}` });
    // Rules look at fields together; with one of them wrong they would only repeat it.
    if (this.problems.length === before) for (const rule of shape.rules) rule(clean, (below, finding) => this.say(finding, 'value', below));
    return clean;
  }

  private unknownField(key: string, { fields }: Fields): void {
    const names = Object.keys(fields);
    this.say({ code: 'unknown-field', message: `there is no field \`${shown(key)}\` here`, hint: meant(key, names, 'fields here: ') }, 'key');
  }
}

const LISTED = 12;

function meant(word: string, known: readonly string[], intro: string): string {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return `${intro}${known.slice(0, LISTED).join(', ')}${known.length > LISTED ? ', …' : ''}`;
}

function quantityHint(written: string): string {
  const [, amount = '', unit = ''] = /^\s*([\d.]+)\s*([A-Za-z]+)\s*$/.exec(written) ?? [];
  const right = {
    kb: 'k',
    kib: 'Ki',
    ki: 'Ki',
    mb: 'M',
    mib: 'Mi',
    mi: 'Mi',
    gb: 'G',
    gib: 'Gi',
    gi: 'Gi',
    g: 'G',
    tb: 'T',
    tib: 'Ti',
    k: 'k',
    cores: '',
    cpu: '',
    cpus: '',
  }[unit.toLowerCase()];
  return right === undefined ? 'such as 500m, 2, 256Mi or 1Gi' : `write \`${amount}${right}\``;
}

const wholeHint = (value: unknown): string | undefined => (typeof value === 'string' && /^-?\d+$/.test(value) ? `without quotes: ${value}` : undefined);
const numberHint = (value: unknown): string | undefined =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? `without quotes: ${value}` : undefined;
const rangeOf = (min: number, max: number): string =>
  max >= INT32_MAX ? `must be greater than or equal to ${min}` : `must be between ${min} and ${max}, inclusive`;
const isScalarValue = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object' && !Array.isArray(value);
const isEmpty = (value: unknown): boolean =>
  value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);
