import type { Path } from '../source/source-document.js';

/** Something wrong with a `$` in a text. */
export interface InterpolationFinding {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

const SECTIONS = ['services', 'volumes', 'networks', 'secrets', 'configs'];
const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;

/**
 * Fills in variables the way `docker stack deploy` does where the environment is empty: `${NAME:-default}` and `${NAME-default}`
 * give their default, `$NAME` and `${NAME}` nothing, `${NAME:?why}` and `${NAME?why}` are refused, `$$` is a dollar. Only values
 * are looked at, and only of the five sections.
 */
export function interpolate(data: Readonly<Record<string, unknown>>): { data: Record<string, unknown>; findings: readonly InterpolationFinding[] } {
  const findings: InterpolationFinding[] = [];
  const filled = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value === 'string') return substituted(value, (message, hint) => findings.push({ path, message, hint }));
    if (Array.isArray(value)) return value.map((one, index) => filled(one, [...path, index]));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, [...path, key])]));
  };
  const entries = Object.entries(data).map(([key, value]) => [key, SECTIONS.includes(key) ? filled(value, [key]) : value] as const);
  return { data: Object.fromEntries(entries), findings };
}

type Say = (message: string, hint: string) => void;

function substituted(text: string, say: Say): string {
  if (!text.includes('$')) return text;
  let out = '';
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return out + text.slice(at);
    out += text.slice(at, dollar);
    const one = oneVariable(text, dollar + 1, say);
    if (one === null) {
      say(`\`${text}\` has a \`$\` that begins no variable`, 'write `$$` for a dollar sign');
      return text;
    }
    out += one.value;
    at = one.end;
  }
  return out;
}

function oneVariable(text: string, at: number, say: Say): { readonly value: string; readonly end: number } | null {
  if (text[at] === '$') return { value: '$', end: at + 1 };
  const braced = text[at] === '{';
  NAME.lastIndex = braced ? at + 1 : at;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return null;
  const after = NAME.lastIndex;
  if (!braced) return { value: '', end: after };
  const close = closing(text, after);
  if (close < 0) return null;
  const operator = /^(:-|-|:\?|\?)/.exec(text.slice(after, close))?.[0];
  if (operator === undefined) return after === close ? { value: '', end: close + 1 } : null;
  const rest = text.slice(after + operator.length, close);
  if (operator.endsWith('-')) return { value: substituted(rest, say), end: close + 1 };
  say(`\`${name}\` is required and no variable is set here${rest === '' ? '' : `: ${rest}`}`, `write the value, or a default: \`\${${name}:-…}\``);
  return { value: '', end: close + 1 };
}

/** The brace that ends a variable, those of variables within it passed over. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{' && text[at - 1] === '$') depth += 1;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
