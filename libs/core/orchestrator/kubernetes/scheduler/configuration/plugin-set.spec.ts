import { pluginsAt } from './plugin-set.js';
import type { RawProfile } from './raw-configuration.js';

const at = (plugins: NonNullable<RawProfile['plugins']>, point = 'score') => pluginsAt({ plugins }, point).map((p) => `${p.name} ${p.weight}`);
const SCORERS = ['TaintToleration', 'NodeAffinity', 'NodeResourcesFit', 'PodTopologySpread', 'InterPodAffinity', 'ImageLocality'];
const scorers = (list: readonly string[]) => list.filter((p) => SCORERS.includes(p.split(' ')[0] as string));

describe('plugins of an extension point', () => {
  it('are the defaults with their weights', () =>
    expect(scorers(at({}))).toEqual([
      'TaintToleration 3',
      'NodeAffinity 2',
      'NodeResourcesFit 1',
      'PodTopologySpread 2',
      'InterPodAffinity 2',
      'ImageLocality 1',
    ]));

  it.each([
    ['a weight of its own comes first', { score: { enabled: [{ name: 'ImageLocality', weight: 9 }] } }, 'ImageLocality 9', 0],
    [
      'disabled and enabled again goes to the end',
      { score: { disabled: [{ name: 'NodeAffinity' }], enabled: [{ name: 'NodeAffinity', weight: 7 }] } },
      'NodeAffinity 7',
      5,
    ],
    ['multiPoint changes a weight in place', { multiPoint: { enabled: [{ name: 'NodeAffinity', weight: 5 }] } }, 'NodeAffinity 5', 1],
    ['without a weight it is 1', { multiPoint: { enabled: [{ name: 'TaintToleration' }] } }, 'TaintToleration 1', 0],
    [
      'the point outdoes multiPoint',
      { multiPoint: { enabled: [{ name: 'NodeAffinity', weight: 5 }] }, score: { enabled: [{ name: 'NodeAffinity', weight: 6 }] } },
      'NodeAffinity 6',
      0,
    ],
  ])('%s', (_, plugins, wanted, place) => expect(scorers(at(plugins))[place]).toBe(wanted));

  it('all disabled, only those named are left, in the order named', () => {
    expect(at({ score: { disabled: [{ name: '*' }], enabled: [{ name: 'ImageLocality' }, { name: 'NodeAffinity', weight: 3 }] } })).toEqual([
      'ImageLocality 1',
      'NodeAffinity 3',
    ]);
    expect(at({ multiPoint: { disabled: [{ name: '*' }], enabled: [{ name: 'ImageLocality' }] } }, 'filter')).toEqual(['ImageLocality 1']);
  });

  it('disabled at multiPoint is off everywhere, disabled at a point only there', () => {
    expect(at({ multiPoint: { disabled: [{ name: 'NodeAffinity' }] } }, 'filter')).not.toContain('NodeAffinity 2');
    expect(at({ score: { disabled: [{ name: 'NodeAffinity' }] } }, 'filter')).toContain('NodeAffinity 2');
  });
});
