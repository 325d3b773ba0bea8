/**
 * JSON documents one behind the other, as `kubectl get … -o json >> file` or a log of objects leaves them, are no YAML. Each is
 * given as a text of its own, with blank lines before it so that every line keeps its number. Any other text stays as it is.
 */
export function separateJson(text: string): readonly string[] {
  if (!/^\s*\{/.test(text)) return [text];
  const ends = topLevelEnds(text);
  if (ends.length < 2) return [text];
  let start = 0;
  let lines = '';
  return ends.map((end) => {
    const own = text.slice(start, end);
    const padded = lines + own;
    lines += own.replace(/[^\n]+/g, '');
    start = end;
    return padded;
  });
}

/** Where the braces of each object are closed; nothing when that does not come out even, or when there is more than objects. */
function topLevelEnds(text: string): number[] {
  const ends: number[] = [];
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && --depth === 0) ends.push(at + 1);
    else if (depth === 0 && !/\s/.test(sign as string)) return [];
  }
  return depth === 0 && !quoted ? ends : [];
}
