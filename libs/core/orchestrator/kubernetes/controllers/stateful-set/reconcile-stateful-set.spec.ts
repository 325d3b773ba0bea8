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
const old = { updated: false };
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
    ['counts the partition from the first, wherever ordinals start', view([pod(5, old), pod(6, old)], { partition: 1 }), [], [6]],
    ['takes nobody while as many as may be are unavailable', view([pod(0, old), pod(1, { ...unready })], { ordered: false }), [], []],
    [
      'in parallel takes every old pod that does not work',
      view([pod(0, { ...old, ...unready }), pod(1, { ...old, ...unready }), pod(2, old)], { ordered: false }),
      [],
      [1, 0],
    ],
    [
      'in parallel takes broken ones first, and working ones as far as the limit allows',
      view([pod(0, { ...old, ...unready }), pod(1, old), pod(2, old)], { ordered: false, maxUnavailable: 2 }),
      [],
      [0, 2],
    ],
    ['in parallel updates while others are still going', view([pod(0, old)], { ordered: false, condemned: [pod(1, { state: 'terminating' })] }), [], [0]],
    ['waits with a scale-down for what does not work below it', view([pod(0)], { condemned: [pod(2, unready), pod(1, unready)] }), [], []],
    ['scales the only broken one down', view([pod(0)], { condemned: [pod(2, unready), pod(1)] }), [], [2]],
    ['leaves updates to others on request', view([pod(0, { updated: false })], { rollingUpdate: false }), [], []],
  ])('%s', (_, given, create, gone) => expect(reconcileStatefulSet(given)).toEqual({ create, delete: gone }));
});
