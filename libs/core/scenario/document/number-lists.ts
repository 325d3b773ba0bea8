/**
 * Long lists of plain numbers (traces) are read beside the YAML parser, which would make an object of every number. Their place in the text
 * is taken by a one-item list of the same length, so that every other offset stays what it was.
 */
const SHORTEST = 200;
const NUMBER = '(?:0|[1-9]\\d*)(?:\\.\\d+)?|null';
const LIST = new RegExp(`\\[[ \\n]*(?:(?:${NUMBER}),[ \\n]*){${SHORTEST},}(?:${NUMBER})[ \\n]*\\]`, 'g');
const MARK = '"numbers:';

export interface NumberLists {
  readonly text: string;
  readonly lists: readonly (readonly (number | null)[])[];
}

/** No two marks are alike, and none is longer than the shortest list it can stand for. */
export function takeNumberLists(text: string): NumberLists {
  const lists: (number | null)[][] = [];
  // What holds a mark already could be taken for ours.
  if (text.includes(MARK)) return { text, lists };
  const without = text.replace(LIST, (found) => {
    lists.push(JSON.parse(found) as (number | null)[]);
    const rest = found.slice(1, -1).replace(/[^\n]/g, ' ');
    const mark = `${MARK}${lists.length - 1}"`;
    const room = rest.indexOf('\n') < 0 || rest.indexOf('\n') > mark.length ? 0 : -1;
    if (room < 0) lists.pop();
    return room < 0 ? found : `[${mark}${rest.slice(mark.length)}]`;
  });
  return { text: without, lists };
}

/** Puts the lists back into plain data. Null: a mark was lost, for the list stood in a text and was none. */
export function returnNumberLists(data: unknown, lists: NumberLists['lists']): unknown {
  if (lists.length === 0) return data;
  let returned = 0;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const [only] = value as readonly unknown[];
      if (value.length === 1 && typeof only === 'string' && only.startsWith(MARK.slice(1))) {
        returned += 1;
        return lists[Number(only.slice(MARK.length - 1))];
      }
      return value.map(visit);
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visit(one)]));
  };
  const whole = visit(data);
  return returned === lists.length ? whole : null;
}
