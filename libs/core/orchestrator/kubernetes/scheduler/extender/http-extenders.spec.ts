import { createScheduler, type Scheduler } from '../index.js';
import { configurationWithExtenders, type ExtenderRule, ExtenderUnanswered, HttpExtenders } from './index.js';

interface Call {
  readonly verb: string;
  readonly body: Record<string, unknown>;
}

/** A scheduler with three nodes and what its extenders were asked. */
function withExtenders(rules: readonly Partial<ExtenderRule>[], answer: (verb: string, body: Record<string, unknown>) => unknown, configuration: unknown = {}) {
  const calls: Call[] = [];
  const whole = rules.map((rule) => ({ urlPrefix: 'http://127.0.0.1:1', ...rule }));
  const extenders = new HttpExtenders(whole, (_, verb, body) => {
    calls.push({ verb, body: JSON.parse(JSON.stringify(body)) as Record<string, unknown> });
    return answer(verb, body as Record<string, unknown>);
  });
  const scheduler = createScheduler({ extenders, configuration: configurationWithExtenders(configuration, whole) });
  for (const name of ['a', 'b', 'c']) {
    const node = { metadata: { name }, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10', 'example.com/gpu': '1' } } };
    scheduler.addNode(node);
    extenders.knowNode(name, node);
  }
  return { scheduler, extenders, calls };
}

function pod(scheduler: Scheduler, extenders: HttpExtenders, requests: Record<string, string> = { cpu: '1' }, name = 'p', more: object = {}) {
  const object = {
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
    spec: { containers: [{ name: 'c', image: 'web', resources: { requests } }], ...more },
  };
  const info = scheduler.pod(object);
  extenders.knowPod(info, object);
  return info;
}
const named = (...names: string[]) => ({ Nodes: { items: names.map((name) => ({ metadata: { name } })) }, Error: '' });

describe('an HTTP extender', () => {
  it('filters: it gets the pod and the nodes, and what it leaves is all there is', () => {
    const { scheduler, extenders, calls } = withExtenders([{ filterVerb: 'filter' }], () => named('b'));
    expect(scheduler.schedule(pod(scheduler, extenders)).node).toBe('b');
    expect(calls[0]?.body).toMatchObject({
      Pod: { metadata: { name: 'p', uid: 'uid-p' }, status: { phase: 'Pending' } },
      Nodes: { items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }, { metadata: { name: 'c' } }] },
      NodeNames: null,
    });
  });

  it('gets names alone when it keeps nodes itself', () => {
    const { scheduler, extenders, calls } = withExtenders([{ filterVerb: 'filter', nodeCacheCapable: true }], () => ({ NodeNames: ['c'] }));
    expect(scheduler.schedule(pod(scheduler, extenders)).node).toBe('c');
    expect(calls[0]?.body).toMatchObject({ Nodes: null, NodeNames: ['a', 'b', 'c'] });
  });

  it('may write its fields as Go would still read them', () => {
    const { scheduler, extenders } = withExtenders([{ filterVerb: 'f', nodeCacheCapable: true }], () => ({ nodenames: ['c'], error: '' }));
    expect(scheduler.schedule(pod(scheduler, extenders)).node).toBe('c');
  });

  it('says why nodes failed, and whether preemption could help', () => {
    const { scheduler, extenders } = withExtenders([{ filterVerb: 'f' }], () => ({
      ...named(),
      FailedNodes: { a: 'busy' },
      FailedAndUnresolvableNodes: { b: 'never' },
    }));
    const explained = scheduler.explain(pod(scheduler, extenders));
    expect([...explained.rejections].map(([node, { plugin, code, reasons }]) => [node, plugin, code, reasons[0]])).toEqual([
      ['b', 'Extender', 'UnschedulableAndUnresolvable', 'never'],
      ['a', 'Extender', 'Unschedulable', 'busy'],
      ['c', 'Extender', 'Unschedulable', 'turned down by an extender'],
    ]);
    expect(explained.rejectedBy).toEqual(new Set(['Extender']));
  });

  it('is asked after the one before it, about what that left', () => {
    const { scheduler, extenders, calls } = withExtenders([{ filterVerb: 'first' }, { filterVerb: 'second' }], (verb) =>
      verb === 'first' ? named('a', 'c') : named('c'),
    );
    expect(scheduler.schedule(pod(scheduler, extenders)).node).toBe('c');
    expect(calls[1]?.body['Nodes']).toHaveProperty('items.length', 2);
  });

  it.each([
    ['fails the attempt when it fails', false, null],
    ['is gone around when it is ignorable', true, 'a'],
  ])('%s', (_, ignorable, node) => {
    const { scheduler, extenders } = withExtenders([{ filterVerb: 'f', ignorable }], () => {
      throw new ExtenderUnanswered('no answer');
    });
    const placement = scheduler.schedule(pod(scheduler, extenders));
    expect(placement.node !== null).toBe(node !== null);
    // An error is nobody's verdict, so nothing that happens is waited for.
    expect(placement.rejectedBy.size).toBe(0);
    expect(placement.preemption).toBeNull();
  });

  it.each([
    ['an error of its own', { Error: 'out of order' }],
    ['a node nobody asked about', named('z')],
  ])('fails the attempt with %s', (_, answer) => {
    const { scheduler, extenders } = withExtenders([{ filterVerb: 'f' }], () => answer);
    expect(scheduler.schedule(pod(scheduler, extenders)).node).toBeNull();
  });

  it.each([
    [10, 1, 300, 30, 'b'],
    // Nobody holds it to tens.
    [85, -20, 2550, -600, 'b'],
  ])('scores %i and %i: its tens count as hundreds, times its weight, on top of the plugins', (b, c, more, less, winner) => {
    const { scheduler, extenders } = withExtenders([{ prioritizeVerb: 'p', weight: 3 }], () => [
      { Host: 'b', Score: b },
      { Host: 'c', Score: c },
    ]);
    const { totals, feasibleNodes } = scheduler.explain(pod(scheduler, extenders));
    const total = (name: string) => totals[feasibleNodes.indexOf(name)] ?? 0;
    expect([total('b') - total('a'), total('c') - total('a')]).toEqual([more, less]);
    expect(scheduler.schedule(pod(scheduler, extenders)).node).toBe(winner);
  });

  it.each([
    [{ Host: 'b' }],
    ['nonsense'],
    [[{ Host: 'b', Score: 1e300 }]],
    [[{ Host: 'b', Score: 'many' }]],
    [null],
    [
      [
        { Host: 'b', Score: 9 },
        { Host: 'c', Score: 1.5 },
      ],
    ],
  ])('that scores %j changes nothing', (answer) => {
    const { scheduler, extenders } = withExtenders([{ prioritizeVerb: 'p', weight: 1 }], () => answer);
    expect(new Set(scheduler.explain(pod(scheduler, extenders)).totals).size).toBe(1);
  });

  it('is asked about pods alone that want what it manages, and the scheduler looks away from it', () => {
    const rule = { filterVerb: 'f', managedResources: [{ name: 'example.com/gpu', ignoredByScheduler: true }] };
    const { scheduler, extenders, calls } = withExtenders([rule], () => named('a', 'b', 'c'));
    scheduler.schedule(pod(scheduler, extenders));
    expect(calls).toHaveLength(0);
    expect(scheduler.schedule(pod(scheduler, extenders, { 'example.com/gpu': '5' })).node).not.toBeNull();
    expect(calls).toHaveLength(1);
  });

  it('narrows down where to preempt', () => {
    const { scheduler, extenders, calls } = withExtenders([{ preemptVerb: 'preempt' }], (_, body) => {
      const [, [name, victims]] = Object.entries(body['NodeNameToVictims'] as Record<string, { Pods: { metadata: { uid: string } }[] }>) as [
        unknown,
        [string, { Pods: { metadata: { uid: string } }[] }],
      ];
      return { NodeNameToMetaVictims: { [name]: { Pods: victims.Pods.map(({ metadata }) => ({ UID: metadata.uid })), NumPDBViolations: 0 } } };
    });
    for (const node of ['a', 'b', 'c']) scheduler.bind(pod(scheduler, extenders, { cpu: '4' }, `low-${node}`), node);
    const placement = scheduler.schedule(pod(scheduler, extenders, { cpu: '4' }, 'high', { priority: 100 }));
    const offered = Object.keys(calls.at(-1)?.body['NodeNameToVictims'] as object);
    expect(placement.preemption?.nominated).toBe(offered[1]);
    expect(calls.at(-1)?.verb).toBe('preempt');
  });

  it('may name another pod of a node, and another node, than it was offered', () => {
    const { scheduler, extenders, calls } = withExtenders([{ preemptVerb: 'preempt', nodeCacheCapable: true }], () => ({
      NodeNameToMetaVictims: { b: { Pods: [{ UID: 'uid-peer' }], NumPDBViolations: 0 } },
    }));
    for (const node of ['a', 'c']) scheduler.bind(pod(scheduler, extenders, { cpu: '4' }, `low-${node}`), node);
    scheduler.bind(pod(scheduler, extenders, { cpu: '4' }, 'peer', { priority: 100 }), 'b');
    expect(scheduler.schedule(pod(scheduler, extenders, { cpu: '4' }, 'high', { priority: 100 })).preemption).toMatchObject({
      nominated: 'b',
      victims: [expect.objectContaining({ uid: 'uid-peer' })],
    });
    expect(calls.at(-1)?.body).toMatchObject({
      NodeNameToVictims: null,
      NodeNameToMetaVictims: { a: { Pods: [{ UID: 'uid-low-a' }], NumPDBViolations: 0 }, c: { Pods: [{ UID: 'uid-low-c' }], NumPDBViolations: 0 } },
    });
  });

  it.each([
    [false, null],
    [true, 'c'],
  ])('that names nobody on a node, ignorable %s, leaves %s', (ignorable, nominated) => {
    const { scheduler, extenders } = withExtenders([{ preemptVerb: 'preempt', ignorable }], () => ({
      NodeNameToMetaVictims: { a: { Pods: [] }, c: { Pods: [{ UID: 'uid-low-c' }] } },
    }));
    for (const node of ['a', 'b', 'c']) scheduler.bind(pod(scheduler, extenders, { cpu: '4' }, `low-${node}`), node);
    expect(scheduler.schedule(pod(scheduler, extenders, { cpu: '4' }, 'high', { priority: 100 })).preemption).toMatchObject({ nominated });
  });

  it('that preempts whom it was not offered is an error', () => {
    const { scheduler, extenders } = withExtenders([{ preemptVerb: 'preempt' }], () => ({ NodeNameToMetaVictims: { a: { Pods: [{ UID: 'somebody' }] } } }));
    for (const node of ['a', 'b', 'c']) scheduler.bind(pod(scheduler, extenders, { cpu: '4' }, `low-${node}`), node);
    expect(scheduler.schedule(pod(scheduler, extenders, { cpu: '4' }, 'high', { priority: 100 })).preemption).toMatchObject({
      nominated: null,
      message: expect.stringContaining('not found on that node'),
    });
  });

  it.each([
    ['binds', {}, false, null],
    ['says why it cannot', { Error: 'no' }, false, 'no'],
    ['cannot, and may be ignored', { Error: 'no' }, true, undefined],
  ])('that binds %s', (_, answer, ignorable, outcome) => {
    const { scheduler, extenders, calls } = withExtenders([{ bindVerb: 'bind', ignorable }], () => answer);
    expect(extenders.bind(pod(scheduler, extenders), 'a')).toBe(outcome);
    expect(calls[0]?.body).toEqual({ PodName: 'p', PodNamespace: 'default', PodUID: 'uid-p', Node: 'a' });
  });
});
