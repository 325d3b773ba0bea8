import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { EntryFile, KubernetesEntry, MesosEntry, SwarmEntry } from '../entry.js';
import { parseEntry } from '../parse-entry.js';
import { fromKubernetes } from './from-kubernetes.js';
import { fromMesos } from './from-mesos.js';
import { fromSwarm } from './from-swarm.js';
import type { WorkloadIntent } from './intent.js';
import { Losses } from './losses.js';
import { TRANSLATABLE, translateEntry } from './translate-entry.js';

type Translatable = KubernetesEntry | SwarmEntry | MesosEntry;
const ROOT = join(__dirname, '../../../..');
const EXAMPLES = ['kubernetes/defaults', 'kubernetes/resilient', 'swarm/resilient', 'mesos'];

function parsed(files: readonly EntryFile[]): Translatable {
  const outcome = parseEntry(files);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value as Translatable;
}
const example = (name: string): Translatable => {
  const folder = join(ROOT, 'examples', name);
  return parsed(readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })));
};
function intentOf(entry: Translatable) {
  const losses = new Losses();
  if (entry.division === 'kubernetes') return fromKubernetes(entry, losses);
  return entry.division === 'swarm' ? fromSwarm(entry, losses) : fromMesos(entry, losses);
}
/** What every dialect can say. */
const common = ({ name, app, image, mode, replicas, cpuMilli, memoryBytes, memoryLimitBytes, health, graceUs }: WorkloadIntent) => ({
  name,
  app,
  image,
  mode,
  replicas,
  cpuMilli,
  memoryBytes,
  memoryLimitBytes,
  health,
  graceUs,
});
const byName = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] => [...all].sort((a, b) => (a.name < b.name ? -1 : 1));

const PAIRS = EXAMPLES.flatMap((name) => TRANSLATABLE.map((to) => [name, to] as const));

test.each(PAIRS)('%s in %s validates, and keeps what both can say, there and back', (name, to) => {
  const entry = example(name);
  const { files } = translateEntry(entry, to);
  const there = parsed(files);
  expect(there.division).toBe(to);
  const before = intentOf(entry);
  for (const after of [intentOf(there), intentOf(parsed(translateEntry(there, entry.division).files))]) {
    expect(byName(after.workloads).map(common)).toEqual(byName(before.workloads).map(common));
    const bounds = before.autoscalers.map(({ name: of, min, max, metric, targetMilli }) => ({ name: of, min, max, metric, targetMilli }));
    expect(byName(after.autoscalers)).toMatchObject(byName(bounds));
  }
});

test.each(PAIRS)('%s in %s: every loss is said at its place', (name, to) => {
  const entry = example(name);
  const { losses } = translateEntry(entry, to);
  if (entry.division === to) expect(losses).toEqual([]);
  for (const loss of losses) {
    expect(loss).toMatchObject({ code: 'lost-in-translation', severity: 'warning', hint: expect.stringMatching(/\w/) as string });
    const file = entry.files.find((one) => one.path === loss.file);
    expect(file?.text.split('\n')[loss.line - 1]).toBeDefined();
  }
});

const mesos = (app: object): Translatable =>
  parsed([{ path: 'a.json', text: JSON.stringify({ id: '/a', container: { docker: { image: 'regatta/web' } }, ...app }) }]);
const lost = (entry: Translatable, to: (typeof TRANSLATABLE)[number]) => translateEntry(entry, to).losses.map((loss) => loss.message);

test.each([
  [['hostname', 'MAX_PER', '2'], 'swarm', 'max_replicas_per_node: 2'],
  [['hostname', 'UNIQUE'], 'swarm', 'max_replicas_per_node: 1'],
  [['hostname', 'UNIQUE'], 'kubernetes', 'topologyKey: kubernetes.io/hostname'],
  [['@zone', 'GROUP_BY', '3'], 'kubernetes', 'topologyKey: topology.kubernetes.io/zone'],
  [['@zone', 'GROUP_BY', '3'], 'swarm', 'spread: node.labels.zone'],
  [['disk', 'IS', 'ssd'], 'swarm', 'node.labels.disk == ssd'],
  [['disk', 'LIKE', 'ssd|nvme'], 'kubernetes', 'operator: In'],
  [['disk', 'UNLIKE', 'hdd'], 'swarm', 'node.labels.disk != hdd'],
  [['disk', 'UNLIKE', '.*'], 'kubernetes', 'operator: DoesNotExist'],
] as const)('the constraint %j in %s', (constraint, to, says) => {
  expect(translateEntry(mesos({ constraints: [constraint] }), to).files[0]?.text).toContain(says);
});

test.each([
  [{ constraints: [['rack', 'LIKE', 'r[0-9]+']] }, 'kubernetes', 'the constraint [rack, LIKE, r[0-9]+]'],
  [{ constraints: [['rack', 'CLUSTER']] }, 'swarm', 'the constraint [rack, CLUSTER]'],
  [{ constraints: [['disk', 'LIKE', 'ssd|nvme']] }, 'swarm', 'node.labels.disk is one of ssd, nvme'],
  [{ unreachableStrategy: 'disabled' }, 'kubernetes', 'unreachableStrategy disabled'],
  [{ backoffFactor: 3 }, 'swarm', 'the launch backoff'],
  [{ killSelection: 'OLDEST_FIRST' }, 'kubernetes', 'killSelection'],
] as const)('%j cannot be said in %s', (app, to, message) => {
  expect(lost(mesos(app), to)).toContainEqual(expect.stringContaining(message));
});

test('whatever an app is, its translation validates and says as many replicas and resources', () => {
  const app = fc.record({
    instances: fc.integer({ min: 0, max: 200 }),
    cpus: fc.integer({ min: 1, max: 64_000 }).map((milli) => milli / 1000),
    mem: fc.integer({ min: 4, max: 100_000 }),
    taskKillGracePeriodSeconds: fc.integer({ min: 1, max: 600 }),
    constraints: fc.subarray([
      ['hostname', 'MAX_PER', '3'],
      ['@zone', 'GROUP_BY', '3'],
      ['disk', 'LIKE', 'ssd'],
      ['rack', 'UNLIKE', 'a|b'],
    ]),
    upgradeStrategy: fc.record({ minimumHealthCapacity: fc.constantFrom(0, 0.5, 1), maximumOverCapacity: fc.constantFrom(0, 0.2, 1) }),
  });
  fc.assert(
    fc.property(app, fc.constantFrom('kubernetes' as const, 'swarm' as const), (one, to) => {
      const entry = mesos(one);
      const [after] = intentOf(parsed(translateEntry(entry, to).files)).workloads;
      const [before] = intentOf(entry).workloads;
      expect(common(after as WorkloadIntent)).toEqual(common(before as WorkloadIntent));
    }),
    { numRuns: 60 },
  );
});
