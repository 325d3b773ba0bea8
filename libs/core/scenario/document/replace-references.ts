import { isMap, isScalar, type Pair, parseDocument } from 'yaml';
import type { Scoring } from '../scenario.js';

type References = NonNullable<Scoring['references']>;

/** The same file with these frozen references: everything else, comments included, stays as its author wrote it. */
export function replaceReferences(text: string, references: References): string {
  const scoring = fieldOf(parseDocument(text).contents, 'scoring');
  if (scoring === undefined || !isMap(scoring.value)) throw new Error('the scenario has no scoring block');
  const indent = ' '.repeat(columnOf(text, (scoring.value.items[0]?.key as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0));
  const line = (name: keyof References) =>
    `${indent}  ${name}: { latency: ${references[name].latency}, utilization: ${references[name].utilization}, recovery: ${references[name].recovery} }`;
  const block = `references:\n${line('baseline')}\n${line('bestKnown')}`;
  const present = fieldOf(scoring.value, 'references');
  if (present !== undefined) {
    const from = startOf(present.key);
    // A block's range runs on to the next field; the lines between are the author's.
    const old = text.slice(from, endOf(present.value ?? present.key)).trimEnd();
    return `${text.slice(0, from)}${block}${text.slice(from + old.length)}`;
  }
  const end = Math.max(...scoring.value.items.map((pair) => endOf(pair.value ?? pair.key)));
  return `${text.slice(0, end)}\n${indent}${block}${text.slice(end)}`;
}

const fieldOf = (node: unknown, name: string): Pair | undefined =>
  isMap(node) ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === name) : undefined;

type Ranged = { readonly range?: readonly [number, number, number] | null };
const startOf = (node: unknown): number => (node as Ranged).range?.[0] ?? 0;
/** Where the value itself ends, without the line's end after it. */
const endOf = (node: unknown): number => (node as Ranged).range?.[1] ?? 0;
const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);
