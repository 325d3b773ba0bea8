import { explainSnapshot, explanationText } from '../index.js';

const node = (name: string, cpu: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name } },
  status: { allocatable: { cpu, memory: '4Gi', pods: '10' } },
  ...more,
});
const pod = (name: string, cpu: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'x', resources: { limits: { cpu } } }], ...spec },
});
const cordoned = node('closed', '8', { spec: { unschedulable: true } });

describe('explaining a snapshot', () => {
  it('scores every node that passes and says why the others do not', () => {
    const [explained] = explainSnapshot([node('small', '2'), node('big', '4'), cordoned, pod('web', '1')]).pods;
    expect(explained?.pod).toBe('default/web');
    expect(explained?.node).toBe('big');
    expect(explained?.best).toEqual(['big']);
    expect(explained?.nodes.map((n) => n.node)).toEqual(['small', 'big', 'closed']);
    expect(explained?.nodes[2]?.filter).toEqual({
      plugin: 'NodeUnschedulable',
      code: 'UnschedulableAndUnresolvable',
      reasons: ['node(s) were unschedulable'],
    });
    const big = explained?.nodes[1];
    expect(big?.total).toBe(Object.values(big?.scores ?? {}).reduce((a, b) => a + b, 0));
  });

  it('binds each pod before the next one, and counts limits as requests where those are missing', () => {
    const { pods } = explainSnapshot([node('only', '2'), pod('first', '1500m'), pod('second', '1')]);
    expect(pods.map((p) => p.node)).toEqual(['only', null]);
    expect(pods[1]?.message).toContain('0/1 nodes are available: 1 Insufficient cpu.');
  });

  it('names whom a pod of higher priority would push out', () => {
    const classes = [{ kind: 'PriorityClass', metadata: { name: 'high' }, value: 1000 }];
    const low = pod('low', '1500m', { nodeName: 'only' });
    const [explained] = explainSnapshot([{ kind: 'List', items: [...classes, node('only', '2'), low, pod('vip', '1', { priorityClassName: 'high' })] }]).pods;
    expect([explained?.node, explained?.nominated, explained?.victims]).toEqual([null, 'only', ['default/low']]);
  });

  it('leaves gated pods alone', () => {
    const [explained] = explainSnapshot([node('only', '2'), pod('held', '1', { schedulingGates: [{ name: 'x' }] })]).pods;
    expect([explained?.node, explained?.nodes]).toEqual([null, []]);
  });

  it('follows a KubeSchedulerConfiguration in the snapshot', () => {
    const strategy = { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] };
    const configuration = {
      kind: 'KubeSchedulerConfiguration',
      profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: strategy } }] }],
    };
    const documents = [node('small', '2'), node('big', '4'), pod('web', '1')];
    const fit = (docs: readonly unknown[]) => explainSnapshot(docs).pods[0]?.nodes.map((n) => n.scores.NodeResourcesFit);
    expect(fit([configuration, ...documents])).toEqual([50, 25]);
    expect(fit(documents)).toEqual([72, 85]);
  });

  it('reads as a table', () => {
    const text = explanationText(explainSnapshot([node('small', '2'), node('big', '4'), cordoned, pod('web', '1'), pod('giant', '9')]));
    expect(text).toContain('default/web -> big');
    expect(text).toContain('NodeUnschedulable: node(s) were unschedulable');
    expect(text).toContain('default/giant: no node. 0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.');
  });
});
