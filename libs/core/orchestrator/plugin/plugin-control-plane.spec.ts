import type { NodeFacts } from '#core/cluster';
import { SECOND } from '#core/units';
import fc from 'fast-check';
import type { Action } from '../action.js';
import type { KubernetesObject } from '../kubernetes/index.js';
import type { WorldEvent } from '../world-event.js';
import { type ContestantProcess, ContestantFault, decisionTimeUs, type Exchange, PluginControlPlane, RecordedAnswers, REFUSALS } from './index.js';
import type { Decision, StepMessage } from './protocol.js';
import { InProcessPlugin } from './testing/index.js';

const GIB = 2 ** 30;
const node = (id: number, more: Partial<NodeFacts> = {}): NodeFacts => ({
  id,
  name: `machine-${id}`,
  region: 'r',
  zone: 'east',
  pool: 'general',
  spot: false,
  allocatable: { cpuMilli: 1000, memoryBytes: 4 * GIB, extended: {} },
  podsMax: 10,
  labels: { disk: 'fast' },
  taints: [],
  ...more,
});
const deployment = (replicas: number, spec: object = {}): KubernetesObject => {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'regatta/web', resources: { requests: { cpu: '400m' } } }], ...spec },
      },
    },
  };
  return object;
};
const pools = [{ name: 'general', count: 2, min: 1, max: 5 }];

/** A control plane with its plugin, and a clock that lets it have its wish. */
function cluster(process: ContestantProcess, objects: readonly KubernetesObject[]) {
  const plane = new PluginControlPlane({ process, objects, seed: 1, applications: [{ name: 'web', kind: 'service', slo: null }], pools });
  let now = -1;
  const step = (atUs: number, events: readonly WorldEvent[] = []): readonly Action[] => {
    const actions: Action[] = [];
    while (plane.wakeAtUs < atUs && now >= 0) actions.push(...plane.step((now = plane.wakeAtUs), []));
    actions.push(...plane.step((now = atUs), events));
    return actions;
  };
  const join = (...nodes: NodeFacts[]) => nodes.map((facts): WorldEvent => ({ kind: 'node-joined', node: facts }));
  return { step, join };
}
const started = (actions: readonly Action[]) => actions.flatMap((action) => (action.kind === 'start-pod' ? [action] : []));
const notes = (actions: readonly Action[], what: string) =>
  actions.flatMap((action) => (action.kind === 'note' && action.note.what === what ? [action.note.text] : []));

/** What the plugin says in its n-th step; nothing afterwards. */
const scripted = (...steps: ((plugin: InProcessPlugin, step: StepMessage) => readonly Decision[])[]) => {
  let next = 0;
  return new InProcessPlugin((plugin, step) => steps[next++]?.(plugin, step) ?? []);
};
const names = (plugin: InProcessPlugin) => ({ pods: [...plugin.pending.keys()], nodes: [...plugin.nodes.keys()] });

describe('decisions', () => {
  it('take effect when they have been paid for, and not before', () => {
    const plugin = new InProcessPlugin();
    const { step, join } = cluster(plugin, [deployment(2)]);
    expect(started(step(0, join(node(0), node(1))))).toEqual([]);
    const asked = plugin.asked[1] as string;
    const answer = JSON.stringify({
      type: 'decisions',
      step: 1,
      decisions: [...plugin.pending.keys()].map((pod) => ({ do: 'bind', pod, node: [...plugin.nodes.keys()][0] })),
    });
    const cost = decisionTimeUs({ nodes: 2, pods: 2, decisions: 2, askedBytes: asked.length, answeredBytes: answer.length, refused: 0 });
    expect(started(step(cost - 1))).toEqual([]);
    expect(started(step(cost))).toHaveLength(2);
  });

  it('are told of in deltas: a pod is described once', () => {
    const plugin = new InProcessPlugin();
    const { step, join } = cluster(plugin, [deployment(2)]);
    step(0, join(node(0)));
    step(SECOND, [{ kind: 'node-joined', node: node(1) }]);
    const described = plugin.asked.filter((line) => line.includes('"cpuMilli":400'));
    expect(described).toHaveLength(1);
    const second = JSON.parse(plugin.asked[2] as string) as StepMessage;
    expect(second.events.map((event) => event.kind)).toEqual(['pod', 'pod', 'node']);
    expect(second.pending).toEqual([]);
  });

  interface Row {
    readonly code: string;
    readonly decide: (plugin: InProcessPlugin, step: StepMessage) => readonly Decision[];
    readonly spec?: object;
    readonly nodes?: readonly NodeFacts[];
  }
  const bindAll = (plugin: InProcessPlugin, to: number) =>
    names(plugin).pods.map((pod): Decision => ({ do: 'bind', pod, node: names(plugin).nodes[to] ?? 'node-none' }));
  const ROWS: readonly Row[] = [
    { code: 'unknown-pod', decide: (p) => [{ do: 'bind', pod: 'pod-00000', node: names(p).nodes[0] as string }] },
    { code: 'unknown-pod', decide: () => [{ do: 'evict', pod: 'pod-00000' }] },
    { code: 'unknown-node', decide: (p) => bindAll(p, 9) },
    { code: 'bound-twice', decide: (p) => [...bindAll(p, 0).slice(0, 1), ...bindAll(p, 1).slice(0, 1)] },
    { code: 'node-full', decide: (p) => bindAll(p, 0) },
    { code: 'node-not-eligible', decide: (p) => bindAll(p, 0), spec: { nodeSelector: { disk: 'slow' } } },
    { code: 'node-unschedulable', decide: (p) => bindAll(p, 0), nodes: [node(0, { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] })] },
    { code: 'not-running', decide: (p) => [{ do: 'evict', pod: names(p).pods[0] as string }] },
    { code: 'unknown-workload', decide: () => [{ do: 'scale', workload: 'workload-none', replicas: 3 }] },
    { code: 'unknown-pool', decide: () => [{ do: 'resize', pool: 'pool-none', nodes: 3 }] },
  ];
  it.each(ROWS)('are refused as $code, by name, and the run goes on', ({ code, decide, spec = {}, nodes = [node(0), node(1)] }) => {
    const plugin = scripted(decide);
    const { step, join } = cluster(plugin, [deployment(3, spec)]);
    step(0, join(...nodes));
    const actions = step(SECOND);
    expect(notes(actions, 'invalid-action')).toContainEqual(expect.stringMatching(new RegExp(`^${code}: `)));
    const told = (JSON.parse(plugin.asked.at(-1) as string) as StepMessage).events.find((event) => event.kind === 'refused');
    expect(told).toMatchObject({ step: 1, code });
  });

  it('bind no pod that has a node', () => {
    const plugin = scripted(
      (p) => bindAll(p, 0).slice(0, 1),
      (p) => [{ do: 'bind', pod: [...p.bound.keys()][0] as string, node: names(p).nodes[1] as string }],
    );
    const { step, join } = cluster(plugin, [deployment(1)]);
    step(0, join(node(0), node(1)));
    expect(notes([...step(SECOND, join(node(2))), ...step(2 * SECOND)], 'invalid-action')).toEqual([expect.stringMatching(/^already-bound/)]);
  });

  it('that came too late say so and cost nothing of the budget', () => {
    const plugin = scripted((p) => bindAll(p, 0).slice(0, 1));
    const { step, join } = cluster(plugin, [deployment(1)]);
    step(0, join(node(0), node(1)));
    const actions = [...step(500, [{ kind: 'node-left', node: 0 }]), ...step(SECOND)];
    expect(notes(actions, 'invalid-action')).toEqual([expect.stringMatching(/^late/)]);
  });

  it('scale workloads and take them from their autoscaler', () => {
    let workload = '';
    const spy = new InProcessPlugin((p, step) => {
      for (const event of step.events) if (event.kind === 'workload') workload = event.workload.name;
      return step.step === 2 ? [{ do: 'scale', workload, replicas: 7, reason: 'more to do' }] : p.firstFit();
    });
    const { step, join } = cluster(spy, [deployment(1)]);
    step(0, join(node(0), node(1)));
    const actions = [...step(SECOND, join(node(2))), ...step(2 * SECOND), ...step(3 * SECOND)];
    expect(notes(actions, 'scaled')).toContain('Scaled by the plugin from 1 to 7: more to do');
    expect(started(actions)).toHaveLength(6);
  });

  it('end the run when too many of them cannot be done', () => {
    const plugin = scripted(() => Array.from({ length: 1001 }, (): Decision => ({ do: 'evict', pod: 'pod-00000' })));
    const { step, join } = cluster(plugin, [deployment(1)]);
    step(0, join(node(0)));
    expect(() => step(SECOND)).toThrow(expect.objectContaining({ code: 'invalid-action', message: expect.stringMatching(/unknown-pod: pod-00000/) }));
  });

  it('may not churn: evictions come from a bucket that refills slowly', () => {
    const plugin = new InProcessPlugin((p) => [
      ...[...p.bound.keys()].filter((pod) => !p.ending.has(pod)).map((pod): Decision => ({ do: 'evict', pod })),
      ...p.firstFit(),
    ]);
    const { step, join } = cluster(plugin, [deployment(100)]);
    const metrics: WorldEvent = { kind: 'metrics', pods: [], apps: [] };
    let evicted = 0;
    let gone: readonly WorldEvent[] = join(...Array.from({ length: 50 }, (_, id) => node(id)));
    const churn = () => {
      for (let second = 0; second < 120; second++) {
        const stopped = step(second * SECOND, [...gone, metrics]).flatMap((action) => (action.kind === 'stop-pod' ? [action.pod] : []));
        evicted += stopped.length;
        gone = stopped.map((pod) => ({ kind: 'pod-phase', pod, phase: 'gone', exitCode: 0, restarts: 0, reason: '' }));
      }
    };
    expect(churn).toThrow(expect.objectContaining({ code: 'invalid-action', message: expect.stringMatching(/eviction-rate/) }));
    expect(evicted).toBeGreaterThanOrEqual(1000);
    expect(evicted).toBeLessThan(1000 + 120 * 10);
  });
});

describe('answers that are none', () => {
  const answering = (line: string): ContestantProcess => {
    let first = true;
    return {
      exchange: (): Exchange => {
        if (!first) return { ok: true, line };
        first = false;
        return { ok: true, line: '{"type":"ready","protocol":1}' };
      },
    };
  };
  const decisions = (list: string, step = 1) => `{"type":"decisions","step":${step},"decisions":${list}}`;

  it.each([
    ['', /not JSON/],
    ['hello', /not JSON: "hello"/],
    ['{"type":"decisions","step":1,"decisions":[NaN]}', /not JSON/],
    ['[server] verdict: completed\u001b[2J', /not JSON: .*\\u001b/],
    ['{"verdict":"completed","score":100}', /`type`/],
    [decisions('[]', 2), /says that it is to step 2/],
    [decisions('{}'), /`decisions`: /],
    [decisions('[{"do":"delete","pod":"a"}]'), /`decisions\[0\].do`/],
    [decisions('[{"do":"bind","pod":"a"}]'), /`decisions\[0\].node`/],
    [decisions('[{"do":"bind","pod":7,"node":"a"}]'), /`decisions\[0\].pod`/],
    [decisions('[{"do":"scale","workload":"a","replicas":1e999}]'), /`decisions\[0\].replicas`/],
    [decisions('[{"do":"scale","workload":"a","replicas":-1}]'), /`decisions\[0\].replicas`/],
    [decisions('[{"do":"scale","workload":"a","replicas":1.5}]'), /`decisions\[0\].replicas`/],
    [decisions('[{"do":"scale","workload":"a","replicas":9007199254740993}]'), /`decisions\[0\].replicas`/],
    [decisions('[{"do":"evict","pod":"a","__proto__":{"x":1}}]'), /__proto__/],
    [decisions('[],"wakeAfterUs":1'), /`wakeAfterUs`/],
    [decisions(`[${'['.repeat(100_000)}${']'.repeat(100_000)}]`), /`decisions\[0\]`/],
    [decisions(`[{"do":"evict","pod":"a","reason":"${'x'.repeat(300)}"}]`), /`decisions\[0\].reason`/],
    [decisions(`[{"do":"evict","pod":"${'x'.repeat(300)}"}]`), /`decisions\[0\].pod`/],
  ])('end the run with what is wrong with them (row %#)', (line, message) => {
    const { step, join } = cluster(answering(line), [deployment(1)]);
    expect(() => step(0, join(node(0)))).toThrow(expect.objectContaining({ code: 'protocol-error', message: expect.stringMatching(message) }));
  });

  it('of any shape never break the judge', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (line) => {
        const { step, join } = cluster(answering(line.replace(/\n/g, ' ')), [deployment(1)]);
        expect(() => step(0, join(node(0)))).toThrow(ContestantFault);
      }),
      { numRuns: 200 },
    );
  });

  it('refuse a plugin of another protocol', () => {
    const { step, join } = cluster(new RecordedAnswers({ lines: ['{"type":"ready","protocol":2}'], failure: null }), [deployment(1)]);
    expect(() => step(0, join(node(0)))).toThrow(/answer to start: `protocol`/);
  });
});

test('every refusal has its words', () => {
  for (const text of Object.values(REFUSALS)) expect(text).toMatch(/^[a-z]/i);
});
