import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../index.js';
import { LocalJudge } from '../testing.js';

const emptiest = { score: (pod, node) => node.cpuFree };

describe('a plugin that scores', () => {
  test('gets pods onto the best node that has room, the most important first', () => {
    const judge = new LocalJudge(emptiest, {
      nodes: [
        { name: 'small', cpuMilli: 1000 },
        { name: 'large', cpuMilli: 2000 },
      ],
    });
    judge.submit({ name: 'modest', cpuMilli: 1500 });
    judge.submit({ name: 'urgent', cpuMilli: 1500, priority: 5 });
    judge.step();
    assert.equal(judge.nodeOf('urgent'), 'large');
    assert.equal(judge.nodeOf('modest'), null);
    judge.finish('urgent');
    judge.step();
    assert.equal(judge.nodeOf('modest'), 'large');
  });

  test('is asked about nodes that its own filter lets pass', () => {
    const judge = new LocalJudge({ ...emptiest, filter: (pod, node) => node.name !== 'node-1' }, { nodes: 2 });
    const [pod] = judge.submit();
    judge.step();
    assert.equal(judge.nodeOf(pod), 'node-2');
  });

  test('hears of a score that is no number', () => {
    const judge = new LocalJudge({ score: () => NaN });
    judge.submit();
    assert.throws(() => judge.step(), /is NaN, which is no number/);
  });

  test('places nothing where nothing may go', () => {
    const nodes = [
      { name: 'cordoned', schedulable: false },
      { name: 'silent', ready: false },
      { name: 'tainted', taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] },
      { name: 'full', podsMax: 0 },
      { name: 'elsewhere', labels: { zone: 'zone-2' } },
      { name: 'without', labels: { zone: 'zone-1' }, extended: {} },
    ];
    const judge = new LocalJudge(emptiest, { nodes });
    judge.submit({ extended: { 'example.com/gpu': 1 }, nodes: [[{ key: 'zone', operator: 'In', values: ['zone-1'] }]] });
    assert.deepEqual(judge.step(), []);
  });

  test('may go where a taint is tolerated', () => {
    const judge = new LocalJudge(emptiest, { nodes: [{ taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] }] });
    const [pod] = judge.submit({ tolerations: [{ key: 'k', operator: 'Equal', value: 'v' }] });
    judge.step();
    assert.equal(judge.nodeOf(pod), 'node-1');
  });

  for (const [operator, values, there] of [
    ['In', ['a'], true],
    ['In', ['b'], false],
    ['NotIn', ['a'], false],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
    ['Gt', ['4'], true],
    ['Lt', ['4'], false],
  ])
    test(`knows ${operator} ${values}`, () => {
      const judge = new LocalJudge(emptiest, { nodes: [{ labels: { letter: 'a', number: '5' } }] });
      const [pod] = judge.submit({ nodes: [[{ key: operator.length === 2 && operator !== 'In' ? 'number' : 'letter', operator, values }]] });
      judge.step();
      assert.equal(judge.nodeOf(pod) !== null, there);
    });
});

describe('the mirror', () => {
  test('gives room back when the judge refuses, and when pods go', () => {
    let seen;
    const plugin = { schedule: (cluster, pending) => ((seen = cluster), pending.forEach((pod) => cluster.bind(pod, cluster.nodes.get('node-1')))) };
    const judge = new LocalJudge(plugin, { nodes: [{ cpuMilli: 1000 }] });
    const pods = judge.submit({ count: 3, cpuMilli: 500 });
    judge.step();
    assert.deepEqual(
      judge.refused.map(({ code }) => code),
      ['node-full'],
    );
    assert.equal(seen.nodes.get('node-1').cpuFree, -500);
    judge.finish(pods[0]);
    judge.step();
    assert.equal(seen.refused[0].code, 'node-full');
    assert.equal(judge.nodeOf(pods[2]), 'node-1');
    assert.equal(seen.nodes.get('node-1').cpuFree, 0);
  });

  test('forgets nodes that left, with their pods, and keeps indices', () => {
    let seen;
    const judge = new LocalJudge({ ...emptiest, start: (cluster) => (seen = cluster) }, { nodes: [{ zone: 'a' }, { zone: 'b' }] });
    judge.submit({ count: 4 });
    judge.step();
    judge.removeNode('node-1');
    judge.step();
    assert.deepEqual([...seen.nodes.keys()], ['node-2']);
    assert.equal(seen.nodesByZone.get('a').size, 0);
    assert.equal(seen.podsByApp.get('app-1').size, judge.podsOn('node-2').length);
  });

  test('shows what a changed node has left', () => {
    let seen;
    const judge = new LocalJudge({ ...emptiest, start: (cluster) => (seen = cluster) }, { nodes: 1 });
    judge.submit();
    judge.step();
    judge.addNode({ name: 'node-1', cpuMilli: 8000 });
    judge.step();
    assert.equal(seen.nodes.get('node-1').cpuFree, 7500);
  });

  test('remembers that an eviction was refused', () => {
    const session = new Session({ schedule: (cluster) => cluster.pods.forEach((pod) => pod.state === 'running' && cluster.evict(pod)) });
    const say = (message) => JSON.parse(session.answer(JSON.stringify(message)));
    say({ type: 'start', protocol: 1, limits: {}, nodes: [], pools: [], apps: [] });
    const pod = { name: 'p', workload: null, app: 'a', batch: false, cpuMilli: 1, memoryBytes: 1, extended: {}, priority: 0, nodes: [], tolerations: [] };
    const running = { kind: 'pod', pod: 'p', state: 'running', node: null };
    say({ type: 'step', step: 1, nowUs: 0, events: [], pending: [pod], waiting: 1 });
    assert.equal(say({ type: 'step', step: 2, nowUs: 1, events: [running], pending: [], waiting: 0 }).decisions.length, 1);
    assert.equal(say({ type: 'step', step: 3, nowUs: 2, events: [], pending: [], waiting: 0 }).decisions.length, 0);
  });
});

test('reasons that are too long are cut, not refused', () => {
  const judge = new LocalJudge({ schedule: (cluster, [pod]) => cluster.bind(pod, [...cluster.nodes.values()][0], 'x'.repeat(1000)) });
  judge.submit();
  assert.equal(judge.step()[0].reason.length, 200);
});

test('a plugin that has neither score nor schedule is told so', () => {
  assert.throws(() => new Session({}), /`score\(pod, node\)` or `schedule/);
});
