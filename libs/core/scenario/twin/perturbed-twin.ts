import { sha256Hex } from '#core/digest';
import { accepted, type Outcome, refused } from '#core/problem';
import { RandomStream } from '#core/random';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { parseScenario } from '../parse-scenario.js';

export interface TwinOptions {
  readonly id: string;
  /** Unguessable: it decides the numbers, and a nonce made of it keeps the commitment from being tried out. */
  readonly secret: string;
  /** How far a number may move, as a share of itself. */
  readonly spread: number;
  readonly seedCount: number;
}

const ATTEMPTS = 20;
/** Blocks whose quantities are moved: what is asked, not what is given to do it with. */
const MOVED = ['load', 'faults', 'releases', 'vary'];
const QUANTITY = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|x|\/s|\/m|\/h)$/;

/**
 * A hidden scenario: the public file with every rate, time and factor of its load, faults and variations moved at random, and
 * seeds of its own. Whoever only learned the public one by heart finds other numbers; whoever learned to run it well does not mind.
 */
export function perturbedTwin(text: string, options: TwinOptions): Outcome<string> {
  let outcome: Outcome<string> = refused([]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const twin = moved(text, options, attempt);
    const parsed = parseScenario(twin, `${options.id}.yaml`);
    outcome = parsed.ok ? accepted(twin) : parsed;
    // A move may carry a fault beyond the end, or a variation over its edge: then it is drawn again.
    if (parsed.ok && parsed.warnings.length === 0) return outcome;
  }
  return outcome;
}

/** What is published before a contest and checked after it: the SHA-256 of the file as it is, so that `sha256sum` will do. */
export const commitmentOf = (text: string): string => sha256Hex(text);

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function moved(text: string, { id, secret, spread, seedCount }: TwinOptions, attempt: number): string {
  const stream = new RandomStream(`${secret}/${attempt}`, 'twin');
  const root = parseDocument(text).contents;
  const edits: Edit[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (isMap(node)) for (const pair of node.items) visit(pair.value, [...path, isScalar(pair.key) ? String(pair.key.value) : '']);
    else if (isSeq(node)) node.items.forEach((item, index) => visit(item, [...path, String(index)]));
    else if (isScalar(node) && node.range) {
      const replaced = replacement(node.value, path, id, () => 1 + spread * (2 * stream.uniform() - 1));
      if (replaced !== null) edits.push({ from: node.range[0], to: node.range[1], text: replaced });
    }
  };
  visit(root, []);
  const seeds = Array.from({ length: seedCount }, () => stream.integer(2 ** 31));
  edits.push(...blockEdits(text, root, seeds));
  const body = edits.sort((a, b) => b.from - a.from).reduce((whole, edit) => whole.slice(0, edit.from) + edit.text + whole.slice(edit.to), text);
  return `# nonce: ${sha256Hex(`nonce/${secret}`)}\n${body}`;
}

function replacement(value: unknown, path: readonly string[], id: string, factor: () => number): string | null {
  if (path.join('.') === 'meta.id') return id;
  if (path.join('.') === 'meta.visibility') return 'hidden';
  const [, amount, unit] = typeof value === 'string' && MOVED.includes(path[0] ?? '') ? (QUANTITY.exec(value) ?? []) : [];
  if (amount === undefined || Number(amount) === 0) return null;
  return `${Number((Number(amount) * factor()).toPrecision(4))}${unit ?? ''}`;
}

/** Seeds of its own; references are those of another scenario and go; what is not said to be public is hidden. */
function blockEdits(text: string, root: unknown, seeds: readonly number[]): readonly Edit[] {
  const field = (node: unknown, name: string) => (isMap(node) ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === name) : undefined);
  const range = (node: unknown) => (node as { range?: readonly [number, number, number] } | null | undefined)?.range;
  const edits: Edit[] = [];
  const open = range(field(field(root, 'seeds')?.value, 'public')?.value);
  if (open !== undefined) edits.push({ from: open[0], to: open[0] + text.slice(open[0], open[1]).trimEnd().length, text: `[${seeds.join(', ')}]` });
  const references = field(field(root, 'scoring')?.value, 'references');
  const [from, end] = [range(references?.key)?.[0], range(references?.value)?.[1]];
  if (from !== undefined && end !== undefined)
    edits.push({ from, to: from + text.slice(from, end).trimEnd().length, text: '# references: to be found for the twin' });
  const meta = field(root, 'meta')?.value;
  const idRange = range(field(meta, 'id')?.key);
  if (field(meta, 'visibility') === undefined && idRange !== undefined) {
    const indent = ' '.repeat(idRange[0] - (text.lastIndexOf('\n', idRange[0]) + 1));
    edits.push({ from: idRange[0], to: idRange[0], text: `visibility: hidden\n${indent}` });
  }
  return edits;
}
