import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readDocument } from './read-document.js';
import { parseScenario } from '../index.js';

const steady = readFileSync(join(__dirname, '../../../../scenarios/steady-web/scenario.yaml'), 'utf8');
const numbers = Array.from({ length: 500 }, (_, index) => (index % 97) / 4);
const dataOf = (text: string): unknown => {
  const read = readDocument(text, 'x.yaml');
  return 'document' in read ? read.document.data : read.problems;
};

describe('long lists of numbers', () => {
  it.each([
    ['on one line', `a: [${numbers.join(', ')}]\nb: [1, 2]\n`],
    ['over many lines', `a:\n  values: [\n    ${numbers.join(',\n    ')}\n  ]\nb: 1\n`],
    ['without spaces, with nulls', `a: [${numbers.map((value, index) => (index % 5 === 0 ? 'null' : value)).join(',')}]\n`],
    ['in a quoted text, where they are none', `a: "[${numbers.join(', ')}]"\nb: 2\n`],
    ['in a comment', `# [${numbers.join(', ')}]\na: 1\n`],
    ['beside what looks like a mark', `a: [${numbers.join(', ')}]\nb: ["numbers:0"]\n`],
    ['with a number that is none', `a: [${numbers.join(', ')}, x]\n`],
  ])('are read as YAML reads them: %s', (_, text) => expect(dataOf(text)).toEqual(parse(text)));

  it('keep the place of everything around them, and of every number that is wrong', () => {
    const withTrace = (values: readonly (number | string)[], more = '') =>
      steady.replace('web: { rate: 160/s }', `web: { rate: { trace: { every: 1s, unit: 1/s, values: [${values.join(', ')}] ${more}} } }`);
    const after = parseScenario(withTrace(numbers, ', skale: 2 '), 's.yaml');
    const line = steady.split('\n').findIndex((text) => text.includes('web: { rate')) + 1;
    const column = (withTrace(numbers, ', skale: 2 ').split('\n')[line - 1]?.indexOf('skale') ?? 0) + 1;
    expect(after.ok ? [] : after.problems).toMatchObject([{ code: 'unknown-field', line, column }]);
    const tooLarge = withTrace([...numbers, 2e9, 1]);
    const wrong = parseScenario(tooLarge, 's.yaml');
    expect(wrong.ok ? [] : wrong.problems).toMatchObject([
      { code: 'bad-value', line, column: (tooLarge.split('\n')[line - 1]?.indexOf('2000000000') ?? 0) + 1 },
    ]);
  });
});
