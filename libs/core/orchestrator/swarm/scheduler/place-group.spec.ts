import fc from 'fast-check';
import { NodeInfo } from './node-info.js';
import { NodeTable } from './node-table.js';
import { placeGroup } from './place-group.js';
import { scheduleGroup } from './schedule-group.js';
import type { SwarmNode } from './swarm-node.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

const nodeArbitrary = fc.record({
  cpus: fc.integer({ min: 0, max: 8 }),
  gpus: fc.integer({ min: 0, max: 2 }),
  disk: fc.constantFrom('ssd', 'hdd', ''),
  availability: fc.constantFrom<SwarmNode['availability']>('active', 'active', 'active', 'drain', 'pause'),
});
const groupArbitrary = fc.record({
  service: fc.constantFrom('a', 'b', 'c', 'd'),
  count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })),
  cpus: fc.integer({ min: 0, max: 2 }),
  gpus: fc.constantFrom(0, 0, 0, 1),
  constraint: fc.constantFrom(null, null, 'node.labels.disk == ssd', 'node.labels.disk != ssd', 'node.labels.disk = ssd'),
  spread: fc.constantFrom(false, false, false, true),
  maxReplicas: fc.constantFrom(0, 0, 1, 2),
  port: fc.constantFrom(false, false, true),
  from: fc.nat(),
  /** What happens afterwards to one of the tasks. */
  then: fc.constantFrom('stay', 'leave', 'told to end', 'fail', 'drain its node'),
});

function nodesOf(list: readonly { cpus: number; gpus: number; disk: string; availability: SwarmNode['availability'] }[]): NodeInfo[] {
  return list.map(
    ({ cpus, gpus, disk, availability }, index) =>
      new NodeInfo({
        id: `n${index}`,
        description: { hostname: `n${index}`, os: 'linux', arch: 'x86_64', engineLabels: {} },
        role: 'worker',
        address: '',
        labels: disk === '' ? {} : { disk },
        availability,
        state: 'ready',
        resources: { nanoCpus: cpus * 1e9, memoryBytes: 0, generic: gpus === 0 ? {} : { gpu: gpus } },
      }),
  );
}

test('from columns, groups go where the plain scheduler puts them, for the same reasons', () => {
  fc.assert(
    fc.property(fc.array(nodeArbitrary, { minLength: 1, maxLength: 40 }), fc.array(groupArbitrary, { maxLength: 20 }), (list, groups) => {
      const plain = nodesOf(list);
      const fast = nodesOf(list);
      const table = new NodeTable();
      for (const [index, info] of fast.entries()) table.insert(index, info);
      for (const [nowUs, group] of groups.entries()) {
        const spec: SwarmTaskSpec = {
          service: group.service,
          specVersion: 1,
          reservations: { nanoCpus: group.cpus * 1e9, memoryBytes: 0, generic: group.gpus === 0 ? {} : { gpu: group.gpus } },
          constraints: group.constraint === null ? [] : [group.constraint],
          spreadPreferences: group.spread ? ['node.labels.disk'] : [],
          maxReplicasPerNode: group.maxReplicas,
          hostPorts: group.port ? ['80/tcp'] : [],
          platforms: [],
        };
        const from = group.from % list.length;
        const rotated = [...plain.slice(from), ...plain.slice(0, from)];
        const wanted = scheduleGroup(rotated, spec, group.count, nowUs);
        const got = placeGroup(table, spec, group.count, from, nowUs);
        const names = (result: typeof wanted) => result.placed.map(({ node }) => node.node.id);
        expect({ placed: names(got), pending: got.pending, error: got.error }).toEqual({ placed: names(wanted), pending: wanted.pending, error: wanted.error });
        for (const { placed } of [wanted, got]) {
          const [first] = placed;
          if (first === undefined) continue;
          if (group.then === 'leave' || group.then === 'fail') first.node.removeTask(spec, first.assigned);
          if (group.then === 'fail') first.node.taskFailed(spec, nowUs);
          if (group.then === 'told to end') first.node.setActive(spec, false);
          if (group.then === 'drain its node') first.node.update({ ...first.node.node, availability: 'drain' });
        }
      }
    }),
    { numRuns: 500 },
  );
});
