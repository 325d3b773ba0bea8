import { createScheduler, type NodeObject, type PodObject, SchedulingQueue, viewOf } from '../index.js';

const ZONE = 'topology.kubernetes.io/zone';
const node = (more: object = {}, labels: Readonly<Record<string, string>> = { [ZONE]: 'a' }): NodeObject => ({
  metadata: { name: 'n', labels: { ...labels } },
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10' } },
  ...more,
});
const taint = (key: string) => ({ spec: { taints: [{ key, effect: 'NoSchedule' }] } });
const spread = {
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'x' } } }],
};
const term = (app: string) => ({ topologyKey: ZONE, labelSelector: { matchLabels: { app } } });
const near = { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('x')] } } };
const apart = (...apps: string[]) => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apps.map(term) } } });
const asks = (cpu: string) => ({ containers: [{ name: 'c', resources: { requests: { cpu } } }] });
const port = { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] };

/** Whether a pod that the plugin turned down is tried again after what happened. */
function wakes(
  plugin: string,
  spec: object,
  happens: { before?: NodeObject; after?: NodeObject; came?: PodObject; left?: PodObject },
  configuration: object = {},
) {
  const scheduler = createScheduler({ configuration });
  const queue = new SchedulingQueue({ hintFacts: scheduler.hintFacts });
  const pod = scheduler.pod({ metadata: { name: 'p', labels: { app: 'p' } }, spec });
  queue.add(pod, 0);
  queue.pop(0);
  queue.rejected(pod, new Set([plugin]), 0);
  const { before, after, came, left } = happens;
  if (before && !after) return queue.event({ kind: 'node-removed', node: viewOf(scheduler.addNode(before)) }, 1).length === 1;
  if (after) {
    if (!before) return queue.event({ kind: 'node-added', node: viewOf(scheduler.addNode(after)) }, 1).length === 1;
    const info = scheduler.addNode(before);
    const view = viewOf(info);
    scheduler.updateNode(after);
    return queue.event({ kind: 'node-updated', before: view, node: viewOf(info) }, 1).length === 1;
  }
  const moved = scheduler.pod(came ?? left ?? {});
  return queue.event({ kind: came ? 'pod-added' : 'pod-removed', pod: moved }, 1).length === 1;
}

const other = (app: string, spec: object = {}): PodObject => ({ metadata: { name: 'o', labels: { app } }, spec });

describe('what wakes a pod that waits', () => {
  it.each([
    ['room: a node that is large enough', 'NodeResourcesFit', asks('4'), { after: node() }, true],
    ['not one that is too small', 'NodeResourcesFit', asks('5'), { after: node() }, false],
    ['a node that grew', 'NodeResourcesFit', asks('4'), { before: node({ status: { allocatable: { cpu: '1', pods: '10' } } }), after: node() }, true],
    ['not one that was relabelled', 'NodeResourcesFit', asks('4'), { before: node(), after: node({}, {}) }, false],
    ['a pod that left', 'NodeResourcesFit', asks('4'), { left: other('x') }, true],
    ['not one that came', 'NodeResourcesFit', asks('4'), { came: other('x') }, false],
    ['affinity: a node that came to match', 'NodeAffinity', { nodeSelector: { [ZONE]: 'b' } }, { before: node(), after: node({}, { [ZONE]: 'b' }) }, true],
    ['not one that matched before', 'NodeAffinity', { nodeSelector: { [ZONE]: 'a' } }, { before: node(), after: node({}, { [ZONE]: 'a', x: 'y' }) }, false],
    ['taints: one that went', 'TaintToleration', {}, { before: node(taint('k')), after: node() }, true],
    ['not one that changed', 'TaintToleration', {}, { before: node(taint('k')), after: node(taint('l')) }, false],
    ['an uncordoned node', 'NodeUnschedulable', {}, { before: node({ spec: { unschedulable: true } }), after: node() }, true],
    ['not one that comes cordoned', 'NodeUnschedulable', {}, { after: node({ spec: { unschedulable: true } }) }, false],
    ['ports: any new node', 'NodePorts', port, { after: node() }, true],
    ['not a changed one', 'NodePorts', port, { before: node(), after: node({}, {}) }, false],
    ['who held the port', 'NodePorts', port, { left: other('x', port) }, true],
    ['not anybody else', 'NodePorts', port, { left: other('x') }, false],
    ['spreading: a node with the key', 'PodTopologySpread', spread, { after: node() }, true],
    ['not one without it', 'PodTopologySpread', spread, { after: node({}, {}) }, false],
    ['a node in another zone', 'PodTopologySpread', spread, { before: node(), after: node({}, { [ZONE]: 'b' }) }, true],
    ['a node with other taints', 'PodTopologySpread', spread, { before: node(), after: node(taint('k')) }, true],
    ['not one with other labels', 'PodTopologySpread', spread, { before: node(), after: node({}, { [ZONE]: 'a', x: 'y' }) }, false],
    ['a node that went', 'PodTopologySpread', spread, { before: node() }, true],
    ['a pod of the group that came', 'PodTopologySpread', spread, { came: other('x') }, true],
    ['not another pod', 'PodTopologySpread', spread, { came: other('y') }, false],
    ['near: a node with the key', 'InterPodAffinity', near, { after: node() }, true],
    ['not one without', 'InterPodAffinity', near, { after: node({}, {}) }, false],
    ['a node that got the key', 'InterPodAffinity', near, { before: node({}, {}), after: node() }, true],
    ['not one that lost it', 'InterPodAffinity', near, { before: node(), after: node({}, {}) }, false],
    ['whom it wants to be near', 'InterPodAffinity', near, { came: other('x') }, true],
    ['apart: any new node', 'InterPodAffinity', apart('x'), { after: node({}, {}) }, true],
    ['a node that lost the key', 'InterPodAffinity', apart('x'), { before: node(), after: node({}, {}) }, true],
    ['not one that got it', 'InterPodAffinity', apart('x'), { before: node({}, {}), after: node() }, false],
    ['whom it wants to be apart from', 'InterPodAffinity', apart('x'), { left: other('x') }, true],
    ['but only one that all terms mean', 'InterPodAffinity', apart('x', 'y'), { left: other('x') }, false],
    ['who did not want it near', 'InterPodAffinity', {}, { left: other('x', apart('p')) }, true],
    ['no new node, when others alone were against it', 'InterPodAffinity', {}, { after: node() }, false],
  ])('%s', (_, plugin, spec, happens, woken) => expect(wakes(plugin, spec, happens)).toBe(woken));

  it('knows what the profile adds', () => {
    const args = {
      addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'Exists' }] }] } },
    };
    const profile = { profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args }] }] };
    expect(wakes('NodeAffinity', {}, { after: node() }, profile)).toBe(false);
    expect(wakes('NodeAffinity', {}, { after: node({}, { pool: 'x' }) }, profile)).toBe(true);
  });
});
