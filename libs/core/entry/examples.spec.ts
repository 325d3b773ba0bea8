import { parseScenario } from '#core/scenario';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkEntryAgainst, type EntryFile, parseEntry } from './index.js';

const ROOT = join(__dirname, '../../..');
const filesOf = (folder: string): EntryFile[] =>
  readdirSync(join(ROOT, folder)).map((path) => ({ path, text: readFileSync(join(ROOT, folder, path), 'utf8') }));

const scenario = () => {
  const file = 'scenarios/flash-crowd-zone-loss/scenario.yaml';
  const outcome = parseScenario(readFileSync(join(ROOT, file), 'utf8'), file);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
};
const entryOf = (files: readonly EntryFile[]) => {
  const outcome = parseEntry(files);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome;
};

test.each(['kubernetes/defaults', 'kubernetes/resilient', 'kubernetes/thrifty', 'swarm/resilient'])(
  'the example %s has nothing wrong with it, alone and on its scenario',
  (name) => {
    const { value, warnings } = entryOf(filesOf(`examples/${name}`));
    expect([...warnings, ...checkEntryAgainst(value, scenario())]).toEqual([]);
  },
);

test('the example of Mesos has nothing wrong with it, alone and on its scenario', () => {
  const { value, warnings } = entryOf(filesOf('examples/mesos'));
  expect(value).toMatchObject({ division: 'mesos', apps: [{ app: 'api' }, { app: 'web' }], autoscalers: [{ name: '/shop/api' }, { name: '/shop/web' }] });
  expect([...warnings, ...checkEntryAgainst(value, scenario())]).toEqual([]);
});

const pod = (name: string, image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, labels: { app: ${name} } }\nspec: { containers: [{ name: a, image: ${image} }] }\n---\n`;
const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: ${name} } }\n---\n`;

test.each([
  ['unknown-app', 'error', pod('web', 'regatta/wep') + pod('api', 'regatta/api:2') + service('web') + service('api')],
  ['app-not-run', 'warning', pod('web', 'regatta/web') + service('web')],
  ['service-missing', 'warning', pod('web', 'regatta/web') + service('web') + pod('api', 'regatta/api')],
])('%s is a %s', (code, severity, text) => {
  const problems = checkEntryAgainst(entryOf([{ path: 'a.yaml', text }]).value, scenario());
  expect(problems).toContainEqual(expect.objectContaining({ code, severity, file: 'a.yaml' }));
});

test('an application that was misspelt is named', () => {
  const [problem] = checkEntryAgainst(entryOf([{ path: 'a.yaml', text: pod('web', 'regatta/wep') }]).value, scenario());
  expect(problem).toMatchObject({ code: 'unknown-app', line: 4, column: 40, hint: 'did you mean `regatta/web`?' });
});
