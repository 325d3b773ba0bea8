import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitmentOf, memberOf, parseScenario, perturbedTwin } from '../index.js';

const root = join(__dirname, '../../../../scenarios');
const ids = readdirSync(root).filter((name) => existsSync(join(root, name, 'scenario.yaml')));
const textOf = (id: string) => readFileSync(join(root, id, 'scenario.yaml'), 'utf8');
const options = { id: 'twin', secret: 'c0ffee', spread: 0.15, seedCount: 3 };

describe.each(ids)('a hidden twin of %s', (id) => {
  const outcome = perturbedTwin(textOf(id), options);
  it('is a well-formed scenario of the same family with other numbers and other seeds, and hidden', () => {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const [open, twin] = [parseScenario(textOf(id), 'a'), parseScenario(outcome.value, 'b')];
    if (!open.ok || !twin.ok) throw new Error('refused');
    expect(twin.value).toMatchObject({ id: 'twin', family: open.value.family, visibility: 'hidden', scoring: { references: null } });
    expect(twin.value.seeds).not.toEqual(open.value.seeds);
    expect(memberOf(twin.value, 1).applications).toHaveLength(open.value.applications.length);
    if (open.value.load.length > 0) expect(twin.value.replayDigest).not.toBe(open.value.replayDigest);
  });
});

describe('the commitment', () => {
  const twin = (secret: string): string => {
    const outcome = perturbedTwin(textOf('zone-loss'), { ...options, secret });
    if (!outcome.ok) throw new Error('refused');
    return outcome.value;
  };
  it('is the same for the same secret and tells secrets apart', () => {
    expect(commitmentOf(twin('a'))).toBe(commitmentOf(twin('a')));
    expect(commitmentOf(twin('a'))).not.toBe(commitmentOf(twin('b')));
  });
  it('changes with a single byte', () => expect(commitmentOf(`${twin('a')} `)).not.toBe(commitmentOf(twin('a'))));
  it('moves no number further than it may', () => {
    const rate = (text: string) => Number(/- ([\d.]+)\/s/.exec(text)?.[1]);
    for (const secret of ['a', 'b', 'c', 'd']) expect(Math.abs(rate(twin(secret)) / rate(textOf('zone-loss')) - 1)).toBeLessThanOrEqual(0.1501);
  });
});
