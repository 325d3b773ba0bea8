import { scaleTrack, replayRun } from './replay.js';
import { scriptOf } from './recorded-actions.js';
import type { RecordedEvent, Recording, RecordedRun } from './recording.js';

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'NS' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'app:v1', resources: { requests: { cpu: '100m' } } }] } },
  },
};
const hpa = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'NS' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 30 } },
  },
};

function recording(
  labels: readonly string[],
  events: readonly object[],
  more: Partial<RecordedRun> = {},
): { readonly one: Recording; readonly run: RecordedRun } {
  const run = {
    run: 1,
    t0PhaseMs: 250,
    actions: labels.map((label, i) => ({ t: i * 90_000, label })),
    setupPlacement: {},
    snapshots: [],
    envelope: { minReadyNotTerminating: 0, maxPodsNotTerminating: 0, maxPodsInclTerminating: 0 },
    events: [{ t: labels.length * 90_000, seg: labels.length - 1, kind: 'event' }, ...events] as readonly RecordedEvent[],
    ...more,
  };
  const inputs = [
    { kind: 'deploy', object: web },
    { kind: 'hpa', object: hpa },
  ] as Recording['inputs'];
  const nodes = ['n1', 'n2', 'n3'].map((name) => ({ name, allocatable: { pods: '110' } }));
  return { one: { scenario: 'made up', desc: '', nodes, inputs, compare: { tracks: {} }, runs: [run] }, run };
}

describe('what was done is read from what a recording holds', () => {
  it.each([
    ['in the words of the action', ['total load 500m', 'load 150m'], []],
    [
      'by the sizes that it led to',
      ['load goes up', 'load goes down'],
      [
        { t: 30_000, seg: 0, kind: 'rs-scaled', rs: 'web-r1', from: 2, to: 6 },
        { t: 45_000, seg: 0, kind: 'rs-scaled', rs: 'web-r1', from: 6, to: 10 },
        { t: 130_000, seg: 1, kind: 'rs-scaled', rs: 'web-r1', from: 10, to: 3 },
      ],
    ],
  ])('a load %s: two to six to ten, and after the window straight to three', (_, labels, events) => {
    const { one, run } = recording(labels, events);
    const replay = replayRun(one, run);
    expect(scaleTrack(replay, replay.startMs)).toEqual(['web-r1 2->6', 'web-r1 6->10', 'web-r1 10->3']);
  });

  it('nodes that stop, by leases that end, and by words where there are none', () => {
    const leases = { n1: [-5000, 5000, 15_000, 25_000], n2: [-4000], n3: [-3000, 95_000] };
    const { one, run } = recording(['n2, n3 stop', 'n3 is back'], [], { leaseRenewals: leases });
    const wanted = [
      { t: 0, do: 'stop-node', node: 'n2', lastHeard: -4000 },
      { t: 0, do: 'stop-node', node: 'n3', lastHeard: -3000 },
      { t: 90_000, do: 'return-node', node: 'n3' },
    ];
    expect(scriptOf({ ...one, inputs: [] }, { ...run, events: [{ t: 26_000, seg: 0, kind: 'event' }] }).deeds).toEqual(wanted);
    const byWords = recording(['n2 stops', 'n2 returns'], []);
    expect(scriptOf({ ...byWords.one, inputs: [] }, byWords.run).deeds.map((deed) => deed.do)).toEqual(['stop-node', 'return-node']);
  });

  it('an action that nobody understands fails the recording', () => {
    const { one, run } = recording(['sing a song'], []);
    expect(() => scriptOf({ ...one, inputs: [] }, run)).toThrow('no way is known to do "sing a song"');
  });
});
