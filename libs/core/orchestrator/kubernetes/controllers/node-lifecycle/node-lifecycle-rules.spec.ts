import { NEVER, SECOND } from '#core/units';
import { tolerationTimeUs } from './toleration-time.js';
import { zoneEvictionRate } from './zone-eviction-rate.js';

describe('how fast a zone loses its silent nodes', () => {
  it.each([
    [10, 2, false, 0.1],
    [3, 2, false, 0.1],
    [5, 3, false, 0],
    [100, 60, false, 0.01],
    [5, 5, false, 0.1],
    [5, 5, true, 0],
  ])('%i nodes, %i silent, all zones down %p: %d per second', (nodes, notReady, allDown, rate) =>
    expect(zoneEvictionRate({ nodes, notReady }, allDown)).toBe(rate),
  );
});

describe('how long a pod stays on a tainted node', () => {
  const taint = { key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoExecute' } as const;
  const tolerate = (tolerationSeconds?: number) =>
    ({ key: taint.key, operator: 'Exists', effect: 'NoExecute', ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }) }) as const;
  it.each([
    ['not at all without a toleration', [], 0],
    ['as long as it says', [tolerate(300)], 300 * SECOND],
    ['as long as the first that matches says', [tolerate(300), tolerate(20)], 300 * SECOND],
    ['for ever when the first that matches has no limit', [{ operator: 'Exists' } as const, tolerate(20)], NEVER],
    ['for ever without a limit', [tolerate()], NEVER],
    ['for ever when it tolerates everything', [{ operator: 'Exists' } as const], NEVER],
  ])('%s', (_, tolerations, us) => expect(tolerationTimeUs(tolerations, [taint])).toBe(us));

  it('as long as the shortest of several taints is tolerated', () => {
    const other = { key: 'a', value: '', effect: 'NoExecute' } as const;
    const forOther = { key: 'a', operator: 'Exists', tolerationSeconds: 20 } as const;
    expect(tolerationTimeUs([tolerate(300), forOther], [taint, other])).toBe(20 * SECOND);
  });
});
