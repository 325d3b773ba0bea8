import { isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a field stands: the deepest part of `path` that exists. */
export function locate(root: unknown, lines: LineCounter, path: readonly PropertyKey[], what: 'value' | 'key'): Place {
  let node = root;
  let offset = startOf(node);
  for (let i = 0; i < path.length; i++) {
    const step = path[i] as PropertyKey;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) break;
      const last = i === path.length - 1;
      offset = startOf(what === 'key' && last ? pair.key : (pair.value ?? pair.key));
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  const { line, col } = lines.linePos(offset ?? 0);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
