import { parseKubernetesSnapshot } from './kubernetes-snapshot.js';

const NODE = 'apiVersion: v1\nkind: Node\nmetadata: { name: n1 }\n';
const pod = (yaml: string, name = 'a') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers: [{ name: c, image: nginx }]\n${yaml === '' ? '' : `  ${yaml}\n`}`;
const json = (kind: string, name: string, rest: object = {}) => JSON.stringify({ apiVersion: 'v1', kind, metadata: { name }, ...rest }, null, 1);
const read = (text: string) => parseKubernetesSnapshot({ path: 'cluster.yaml', text });
const namesOf = (text: string): readonly string[] => {
  const outcome = read(text);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value.map((o) => `${o.kind}/${(o as unknown as { metadata: { name: string } }).metadata.name}`);
};

describe('pictures of a cluster', () => {
  const both = ['Node/n1', 'Pod/a'];
  const nodeAndPod = [JSON.parse(json('Node', 'n1')), JSON.parse(json('Pod', 'a', { spec: {} }))];
  test.each<[string, string, readonly string[]]>([
    ['several documents', `${NODE}---\n${pod('')}`, both],
    ['a List, as kubectl prints it', JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: nodeAndPod }), both],
    ['a list of one kind, whose items leave the kind out', 'apiVersion: v1\nkind: PodList\nitems:\n- metadata: { name: a }\n  spec: {}\n', ['Pod/a']],
    ['Lists behind each other', `apiVersion: v1\nkind: List\nitems:\n- ${json('Node', 'n1')}\n---\nkind: List\napiVersion: v1\nitems: []\n`, ['Node/n1']],
    ['a bare list', JSON.stringify(nodeAndPod), both],
    ['JSON documents one behind the other', `${json('Node', 'n1')}\n${json('Pod', 'a', { spec: {} })}\n`, both],
    ['kinds that change nothing beside them', `${NODE}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d }\nspec: { whatever: 1 }\n`, ['Node/n1']],
    ['braces within text', `${json('Node', 'n1', { metadata: { name: 'n1', annotations: { a: '}{"' } } })}${json('Pod', 'a', { spec: {} })}`, both],
  ])('%s', (_, text, names) => expect(namesOf(text)).toEqual(names));

  it('has what the server writes', () => {
    const metadata = `{ name: a, namespace: x, uid: u, resourceVersion: "1", generation: 1, generateName: a-, creationTimestamp: "2026-01-01T00:00:00Z",
      managedFields: [{ manager: m, fieldsV1: { "f:metadata": {} } }], labels: { a: b }, annotations: { c: d }, finalizers: [x/y], selfLink: /a,
      ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: r, uid: v, controller: true, blockOwnerDeletion: true }] }`;
    const text = `${NODE}---\n${pod('').replace('{ name: a }', metadata)}status: { phase: Pending, qosClass: BestEffort, conditions: [] }\n`;
    expect(namesOf(text)).toEqual(['Node/n1', 'Pod/a']);
  });
});

describe('what is wrong is told at its line and column', () => {
  const ROWS: readonly (readonly [string, string, string])[] = [
    ['unknown-field', pod('¦nodeSelectr: {}'), 'nodeSelector'],
    ['unknown-field', `${NODE}spec: { ¦taint: [] }\n`, 'taints'],
    ['unknown-kind', NODE.replace('Node', '¦Nod'), 'Node'],
    ['wrong-api-version', NODE.replace('v1', '¦v2'), 'v1'],
    ['invalid-quantity', `${NODE}status: { allocatable: { cpu: ¦NaN } }\n`, 'NaN'],
    ['invalid-quantity', pod('overhead: { memory: ¦-1 }'), '0'],
    ['duplicate-object', `${pod('')}---\n${pod('').replace('name: a', 'name: ¦a')}`, 'second Pod'],
    ['duplicate-item', `${NODE}spec: { taints: [{ key: a, effect: NoSchedule }, ¦{ key: a, value: x, effect: NoSchedule }] }\n`, 'NoSchedule'],
    ['value-not-allowed', pod('preemptionPolicy: ¦Nevr'), 'Never'],
    ['unsupported-field', pod('volumes: [{ name: v, ¦persistentVolumeClaim: { claimName: c } }]'), 'volumes are not modelled'],
    ['wrong-type', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items: ¦[]\n', 'within a List'],
    ['unknown-field', `${json('Node', 'n1')}\n{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, ¦"spek": {} }\n`, 'spec'],
    ['empty-entry', '', 'no object'],
    ['yaml-syntax', '{ "kind": "Pod"¦', ''],
  ];
  test.each(ROWS)('%s (%#)', (code, marked, says) => {
    const before = marked.split('¦')[0] as string;
    const outcome = read(marked.replace('¦', ''));
    const found = (outcome.ok ? outcome.warnings : outcome.problems).find((p) => p.code === code);
    expect(outcome.ok).toBe(false);
    expect(found).toBeDefined();
    expect(`${found?.message} ${found?.hint ?? ''}`).toContain(says);
    if (marked.includes('¦')) expect([found?.line, found?.column]).toEqual([before.split('\n').length, (before.split('\n').at(-1) as string).length + 1]);
  });

  it('warns of pods on nodes that are not in the picture', () => {
    const outcome = read(`${NODE}---\n${pod('nodeName: n2')}`);
    expect(outcome.ok && outcome.warnings.map((p) => [p.code, p.severity, p.line])).toEqual([['unknown-target', 'warning', 10]]);
  });
});
