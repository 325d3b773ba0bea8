import { type OrdinalView, reconcileStatefulSet, type StatefulSetView } from './reconcile-stateful-set.js';

const pod = (ordinal: number, more: Partial<OrdinalView> = {}): OrdinalView => ({
  ordinal,
  state: 'present',
  pending: false,
  ready: true,
  available: true,
  updated: true,
  ...more,
});
const missing = (ordinal: number) => pod(ordinal, { state: 'missing', ready: false, available: false });
const unready = { ready: false, available: false };
const view = (wanted: readonly OrdinalView[], more: Partial<StatefulSetView> = {}): StatefulSetView => ({
  wanted,
  condemned: [],
  ordered: true,
  rollingUpdate: true,
  partition: 0,
  maxUnavailable: 1,
  ...more,
});

describe('one sync of a StatefulSet', () => {
  it.each([
    ['creates the lowest missing pod', view([pod(0), missing(1), missing(2)]), [1], []],
    ['waits for a pod that is not ready', view([pod(0, unready), missing(1)]), [], []],
    ['waits for a pod that is going', view([pod(0, { state: 'terminating' }), missing(1)]), [], []],
    ['creates all at once in parallel', view([missing(0), missing(1)], { ordered: false }), [0, 1], []],
    ['removes the highest pod first', view([pod(0)], { condemned: [pod(2), pod(1)] }), [], [2]],
    ['replaces a finished pod', view([pod(0, { state: 'ended', ...unready })]), [0], []],
    ['updates from above', view([pod(0, { updated: false }), pod(1, { updated: false })]), [], [1]],
    ['updates nothing below the partition', view([pod(0, { updated: false }), pod(1)], { partition: 1 }), [], []],
    [
      'takes as many as may be unavailable',
      view([pod(0, { updated: false }), pod(1, { updated: false }), pod(2, { updated: false })], { maxUnavailable: 2 }),
      [],
      [2, 1],
    ],
    ['leaves updates to others on request', view([pod(0, { updated: false })], { rollingUpdate: false }), [], []],
  ])('%s', (_, given, create, gone) => expect(reconcileStatefulSet(given)).toEqual({ create, delete: gone }));
});
