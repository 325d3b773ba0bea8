import fc from 'fast-check';
import { SECOND } from '#core/units';
import { amounts, HierarchicalAllocator, NO_LIMITS, type Offer, type Quota, wholeOf } from './index.js';

const whole = (offers: readonly Offer[], role?: string): number[] =>
  offers
    .filter((offer) => role === undefined || offer.role === role)
    .reduce((sum, offer) => sum.map((value, kind) => value + (wholeOf(offer)[kind] as number)), [0, 0, 0, 0, 0]);
const quota = (guaranteed: number, limit: number): Quota => ({
  guarantees: amounts({ cpus: guaranteed, mem: guaranteed * 100 }),
  limits: NO_LIMITS.map((none, kind) => (kind === 0 ? limit * 1000 : kind === 1 ? limit * 100_000 : none)),
});

interface Cluster {
  readonly agents: readonly number[];
  readonly roles: readonly { readonly weight: number; readonly guaranteed: number; readonly burst: number }[];
}
const clusters: fc.Arbitrary<Cluster> = fc.record({
  agents: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 12 }),
  roles: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 4 }), guaranteed: fc.integer({ min: 0, max: 12 }), burst: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

function built({ agents, roles }: Cluster): HierarchicalAllocator {
  const allocator = new HierarchicalAllocator({ seed: 1 });
  for (const [index, role] of roles.entries()) {
    allocator.addFramework(`f${index}`, [`r${index}`]);
    allocator.setWeight(`r${index}`, role.weight);
    allocator.setQuota(`r${index}`, quota(role.guaranteed, role.guaranteed + role.burst));
  }
  for (const [id, cpus] of agents.entries()) allocator.addAgent(id, amounts({ cpus, mem: cpus * 100 }, 10));
  return allocator;
}

describe('whatever the cluster and its roles are', () => {
  test('no agent is offered beyond what it has, no role beyond its limit', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const offers = built(cluster).batch(SECOND);
        for (const [id, cpus] of cluster.agents.entries()) expect(whole(offers.filter((offer) => offer.agent === id))[0]).toBeLessThanOrEqual(cpus * 1000);
        for (const [index, { guaranteed, burst }] of cluster.roles.entries())
          expect(whole(offers, `r${index}`)[0]).toBeLessThanOrEqual((guaranteed + burst) * 1000);
      }),
    );
  });

  test('guarantees that the cluster can keep are met before anybody gets a surplus', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const capacity = cluster.agents.reduce((sum, cpus) => sum + cpus, 0);
        fc.pre(cluster.roles.reduce((sum, role) => sum + role.guaranteed, 0) <= capacity);
        const offers = built(cluster).batch(SECOND);
        for (const [index, { guaranteed }] of cluster.roles.entries()) expect(whole(offers, `r${index}`)[0]).toBeGreaterThanOrEqual(guaranteed * 1000);
      }),
    );
  });

  test('what is recovered is free again, to the last thousandth', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const allocator = built(cluster);
        const before = [...allocator.unallocated];
        for (const offer of allocator.batch(SECOND)) allocator.recover(offer.framework, offer.role, offer.agent, offer, SECOND, 5 * SECOND);
        expect(allocator.unallocated).toEqual(before);
      }),
    );
  });

  test('with equal agents, shares by weight end no further apart than one agent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }), fc.integer({ min: 4, max: 30 }), (weights, count) => {
        const allocator = new HierarchicalAllocator({ seed: 2 });
        for (const [index, weight] of weights.entries()) {
          allocator.addFramework(`f${index}`, [`r${index}`]);
          allocator.setWeight(`r${index}`, weight);
        }
        for (let id = 0; id < count; id++) allocator.addAgent(id, amounts({ cpus: 1, mem: 100 }));
        const offers = allocator.batch(SECOND);
        const shares = weights.map((weight, index) => offers.filter((offer) => offer.role === `r${index}`).length / weight);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

function one(): { readonly allocator: HierarchicalAllocator; readonly offered: (nowUs: number) => number } {
  const allocator = new HierarchicalAllocator({ seed: 1 });
  allocator.addFramework('f', ['r']);
  allocator.addAgent(0, amounts({ cpus: 4, mem: 1000 }));
  return { allocator, offered: (nowUs) => allocator.batch(nowUs).length };
}
const decline = (allocator: HierarchicalAllocator, nowUs: number, refuseUs: number): void => {
  for (const offer of allocator.batch(nowUs)) allocator.recover('f', 'r', offer.agent, offer, nowUs, refuseUs);
};

test.each([
  ['five seconds', 5, [1, 4], 5],
  ['half a second holds for one run all the same', 0.5, [1], 2],
  ['two minutes', 120, [60, 119], 120],
])('a refusal of %s', (_, refuse, blocked, free) => {
  const { allocator, offered } = one();
  decline(allocator, 0, refuse * SECOND);
  for (const at of blocked) expect(offered(at * SECOND)).toBe(0);
  expect(offered(free * SECOND)).toBe(1);
});

test('more than was refused gets through', () => {
  const { allocator, offered } = one();
  allocator.track('f', 'r', 0, { unreserved: amounts({ cpus: 2, mem: 500 }), reserved: null });
  decline(allocator, 0, 100 * SECOND);
  expect(offered(SECOND)).toBe(0);
  allocator.recover('f', 'r', 0, { unreserved: amounts({ cpus: 2, mem: 500 }), reserved: null }, SECOND);
  expect(offered(2 * SECOND)).toBe(1);
});

test('suppressed frameworks get nothing, revived ones whatever they had refused', () => {
  const { allocator, offered } = one();
  decline(allocator, 0, 100 * SECOND);
  allocator.suppress('f');
  expect(allocator.hasTakers).toBe(false);
  expect(offered(200 * SECOND)).toBe(0);
  allocator.revive('f');
  expect(allocator.allocate(200 * SECOND)).toHaveLength(1);
});

test('reservations go to their role and to those below it, and count as its quota', () => {
  const allocator = new HierarchicalAllocator({ seed: 1 });
  allocator.addFramework('below', ['a/b']);
  allocator.addFramework('other', ['c']);
  allocator.setQuota('a', quota(4, 4));
  allocator.addAgent(0, amounts({ cpus: 4, mem: 400 }), new Map([['a', amounts({ cpus: 4, mem: 400 })]]));
  allocator.addAgent(1, amounts({ cpus: 2, mem: 200 }));
  const offers = allocator.batch(SECOND);
  expect(offers.find((offer) => offer.agent === 0)).toMatchObject({ framework: 'below', reserved: new Map([['a', amounts({ cpus: 4, mem: 400 })]]) });
  expect(offers.find((offer) => offer.agent === 1)).toBeDefined();
});

test('an agent that is not active is not offered', () => {
  const { allocator, offered } = one();
  allocator.setAgentActive(0, false);
  expect(offered(SECOND)).toBe(0);
});

test('same seed, same offers', () => {
  const run = (): readonly string[] =>
    built({
      agents: [4, 4, 4, 4],
      roles: [
        { weight: 1, guaranteed: 2, burst: 9 },
        { weight: 2, guaranteed: 0, burst: 9 },
      ],
    })
      .batch(SECOND)
      .map((offer) => `${offer.role}@${offer.agent}`);
  expect(run()).toEqual(run());
});
