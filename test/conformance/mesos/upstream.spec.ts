import { SECOND } from '#core/units';
import type { ConstraintOperator } from '#core/entry/mesos';
import {
  type AgentView,
  amounts,
  attributeText,
  compareForKill,
  compileConstraint,
  type Condition,
  DrfSorter,
  fieldValue,
  type KillSelection,
  LaunchDelays,
  meetsConstraint,
  mismatchBits,
  mismatchesOf,
  PlacedValues,
  proposeScaling,
  restartStrategy,
  selectInstancesToKill,
} from '#core/orchestrator/mesos';
import { AllocatorSteps, type AllocatorStep } from './allocator-steps.js';
import { type Scalars, shareOf } from './scalars.js';
import { areasBeyond, upstream } from './upstream-case.js';

type Written = readonly [string, string, string?];
interface Site {
  readonly hostname?: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly region?: string;
  readonly zone?: string;
  /** Of a running instance: of an older configuration. */
  readonly oldVersion?: boolean;
}

const compiled = ([field, operator, value = '']: Written) => compileConstraint({ field, operator: operator as ConstraintOperator, value });
const view = ({ hostname = 'host', attributes = {}, region, zone }: Site): AgentView => ({
  host: hostname,
  region: region ?? null,
  zone: zone ?? null,
  attributes: new Map(Object.entries(attributes).map(([name, value]) => [name, attributeText(String(value))])),
  underMaintenance: false,
});
const standing = (running: readonly Site[], field: string, instances: number) => ({
  placed: PlacedValues.of(running.filter((one) => one.oldVersion !== true).map((one) => fieldValue(view(one), field))),
  instances,
  discovered: [],
});

upstream<{ app: { instances: number; constraints: Written[] }; runningInstances: Site[]; offer: Site }, { offerMatches: boolean }>(
  'marathon.constraint',
  ({ app, runningInstances, offer }, { offerMatches }) => {
    const matches = app.constraints
      .map(compiled)
      .every((one) => meetsConstraint(one, fieldValue(view(offer), one.field), standing(runningInstances, one.field, app.instances)));
    expect(matches).toBe(offerMatches);
  },
);

interface Offered extends Site, Scalars {
  readonly ports?: readonly (readonly [number, number])[];
  readonly role?: string;
}
interface Asked extends Scalars {
  readonly instances?: number;
  readonly portDefinitions?: readonly number[];
  readonly acceptedResourceRoles?: readonly string[];
  readonly constraints?: readonly Written[];
  readonly role?: string;
}

upstream<
  { offer: Offered; app: Asked; runningInstances?: Site[]; knownInstances?: Site[] },
  { matches: boolean; reasons?: string[]; reasonsContain?: string[] }
>('marathon.offerMatch', ({ offer, app, runningInstances, knownInstances }, { matches, reasons, reasonsContain }) => {
  const ports = (offer.ports ?? []).reduce((sum, [begin, end]) => sum + end - begin + 1, 0);
  const { role = '*' } = offer;
  const total = amounts(offer, ports);
  const share = role === '*' ? shareOf(total, undefined) : { unreserved: total.map(() => 0), reserved: new Map([[role, total]]) };
  const constraints = (app.constraints ?? []).map(compiled);
  const demand = {
    needs: amounts({ cpus: 1, mem: 128, ...app }, app.portDefinitions?.length ?? 0),
    constraints,
    accepts: new Set(app.acceptedResourceRoles ?? ['*']),
    takesScarceGpus: false,
  };
  const running = runningInstances ?? knownInstances ?? [];
  const bits = mismatchBits(demand, share, view(offer), {
    standing: (index) => standing(running, constraints[index]?.field ?? '', app.instances ?? 1),
    homeRegion: offer.region ?? null,
  });
  expect(bits === 0).toBe(matches);
  if (reasons !== undefined) expect([...mismatchesOf(bits)].sort()).toEqual([...reasons].sort());
  if (reasonsContain !== undefined) expect(mismatchesOf(bits)).toEqual(expect.arrayContaining(reasonsContain));
});

upstream<
  {
    instances: number;
    upgradeStrategy: { minimumHealthCapacity: number; maximumOverCapacity: number };
    resident: boolean;
    currentInstances: number;
    healthyInstances: number;
  },
  { maxCapacity: number; killImmediately: number }
>('marathon.upgradeStrategy', ({ currentInstances, healthyInstances, ...input }, expected) => {
  expect(restartStrategy({ ...input, current: currentInstances, healthy: healthyInstances })).toEqual(expected);
});

interface Candidate {
  readonly name: unknown;
  readonly condition: Condition;
  readonly sinceUs: number | null;
}

upstream<
  { instances: unknown[]; toDecommission: unknown[]; killedFirstToMeetConstraints: unknown[]; scaleTo: number; killSelection: KillSelection },
  { decommissionInOrder?: unknown[]; toStart?: number }
>('marathon.scalingProposition', ({ instances, toDecommission, killedFirstToMeetConstraints, scaleTo, killSelection }, expected) => {
  const all = instances.map((name): Candidate => ({ name, condition: typeof name === 'number' ? 'Running' : 'Staging', sinceUs: Number(name) || 0 }));
  const named = (names: readonly unknown[]): Candidate[] =>
    names.map((name) => all.find((one) => one.name === name) ?? { name, condition: 'Running', sinceUs: 0 });
  const { decommission, start } = proposeScaling({
    instances: all,
    sentenced: named(toDecommission),
    meetConstraints: () => named(killedFirstToMeetConstraints),
    scaleTo,
    killSelection,
  });
  if (expected.decommissionInOrder !== undefined) expect(decommission.map((one) => one.name)).toEqual(expected.decommissionInOrder);
  if (expected.toStart !== undefined) expect(start).toBe(expected.toStart);
});

/** Ages are given as counting back from now, times as counting on. */
function sinceOf(one: Readonly<Record<string, unknown>>): number {
  for (const [key, value] of Object.entries(one)) {
    if (typeof value !== 'number') continue;
    return /ago|age|older/i.test(key) ? -value : value;
  }
  return 0;
}

upstream<{ first: { condition: Condition }; second: { condition: Condition }; killSelection: KillSelection }, { firstKilledBeforeSecond: boolean }>(
  'marathon.killOrder',
  ({ first, second, killSelection }, { firstKilledBeforeSecond }) => {
    const [a, b] = [first, second].map((one) => ({ condition: one.condition, sinceUs: sinceOf(one) })) as [Candidate, Candidate];
    expect(compareForKill(killSelection)(a, b) < 0).toBe(firstKilledBeforeSecond);
  },
);

interface Selection {
  readonly constraints: readonly (readonly [string, string])[];
  readonly runningByHost?: Readonly<Record<string, number>>;
  readonly running?: readonly (Site & { readonly count?: number })[];
  readonly runningInstances?: readonly (Site & { readonly count?: number })[];
  readonly toKill: number;
}

upstream<Selection, { killed: number; killedByHost?: Record<string, number>; killedByValue?: Record<string, number> }>(
  'marathon.selectInstancesToKill',
  ({ constraints, runningByHost, running, runningInstances, toKill }, { killed, killedByHost, killedByValue }) => {
    const sites = running ?? runningInstances ?? Object.entries(runningByHost ?? {}).map(([hostname, count]) => ({ hostname, count }));
    const instances = sites.flatMap(({ count = 1, ...site }) => Array.from({ length: count }, () => view(site)));
    const fields = constraints.filter(([, operator]) => operator === 'GROUP_BY').map(([field]) => field);
    const selected = selectInstancesToKill(
      instances,
      toKill,
      fields.map((field) => (one: AgentView) => fieldValue(one, field)),
    );
    expect(selected).toHaveLength(killed);
    const counts: Record<string, number> = {};
    for (const one of selected) for (const value of [one.host, ...one.attributes.values()]) counts[value] = (counts[value] ?? 0) + 1;
    for (const [value, count] of Object.entries({ ...killedByHost, ...killedByValue })) expect(counts[value] ?? 0).toBe(count);
  },
);

interface Backoff {
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  readonly maxLaunchDelaySeconds?: number;
  readonly events?: readonly string[];
  readonly consecutiveFailures?: number;
}
interface BackoffExpected {
  readonly delayPresent?: boolean;
  readonly deadlineSeconds?: number;
  readonly deadlineAtSeconds?: number;
  readonly delaySeconds?: number;
  readonly delaySecondsAfterFailureN?: readonly number[];
  readonly toleranceSeconds?: number;
}

upstream<Backoff, BackoffExpected>('marathon.backoff', (input, expected) => {
  const { backoffSeconds = 1, backoffFactor = 1.15, maxLaunchDelaySeconds = 300, events = [], consecutiveFailures = 0 } = input;
  const strategy = { backoffUs: backoffSeconds * SECOND, factor: backoffFactor, maxLaunchDelayUs: maxLaunchDelaySeconds * SECOND };
  const delays = new LaunchDelays();
  const grown = Array.from({ length: consecutiveFailures }, () => delays.grow('app', strategy, 0) / SECOND);
  let nowUs = 0;
  for (const event of events) {
    const [what, at] = event.split('@') as [string, string];
    nowUs = Number(at) * SECOND;
    if (/reset/i.test(what)) delays.reset('app');
    else if (/advance/i.test(what)) delays.advance('app', nowUs);
    else if (/clean|overdue/i.test(what)) delays.dropOverdue(nowUs);
    else delays.grow('app', strategy, nowUs);
  }
  const deadlineUs = delays.deadlineUs('app');
  const { delayPresent, deadlineSeconds, deadlineAtSeconds, delaySeconds, delaySecondsAfterFailureN, toleranceSeconds = 1e-6 } = expected;
  if (delayPresent !== undefined) expect(deadlineUs !== null).toBe(delayPresent);
  for (const deadline of [deadlineSeconds, deadlineAtSeconds]) if (deadline !== undefined) expect((deadlineUs ?? -1) / SECOND).toBeCloseTo(deadline, 5);
  if (delaySeconds !== undefined) expect(((deadlineUs ?? -1) - nowUs) / SECOND).toBeCloseTo(delaySeconds, 5);
  for (const [index, wanted] of (delaySecondsAfterFailureN ?? []).entries())
    expect(Math.abs((grown[index] as number) - wanted)).toBeLessThanOrEqual(toleranceSeconds);
});

upstream<{ ops: [string, ...unknown[]][] }, { sortResultsInOrder: string[][] }>('mesos.drfSorter', ({ ops }, { sortResultsInOrder }) => {
  const sorter = new DrfSorter();
  const results: (readonly string[])[] = [];
  for (const [verb, first, second] of ops) {
    const client = first as string;
    if (verb === 'setTotal') sorter.setTotal(amounts(first as Scalars));
    else if (verb === 'add') {
      sorter.add(client);
      sorter.activate(client);
    } else if (verb === 'remove') sorter.remove(client);
    else if (verb === 'activate') sorter.activate(client);
    else if (verb === 'deactivate') sorter.deactivate(client);
    else if (verb === 'allocated') sorter.allocated(client, amounts(second as Scalars));
    else if (verb === 'unallocated') sorter.unallocated(client, amounts(second as Scalars));
    else if (verb === 'weight') sorter.setWeight(client, second as number);
    else if (verb === 'expectSort') results.push([...sorter.sort()]);
    else throw new Error(`there is no operation ${verb}`);
  }
  expect(results).toEqual(sortResultsInOrder);
});

upstream<{ steps: AllocatorStep[]; min_allocatable_resources?: string }, { offers: AllocatorStep[] }>('mesos.allocator', ({ steps, ...input }) => {
  const run = new AllocatorSteps(input);
  for (const step of steps) run.run(step);
});

test('no area is left out', () => {
  const known = ['constraint', 'offerMatch', 'upgradeStrategy', 'scalingProposition', 'killOrder', 'selectInstancesToKill', 'backoff'].map(
    (name) => `marathon.${name}`,
  );
  expect(areasBeyond([...known, 'mesos.drfSorter', 'mesos.allocator'])).toEqual([]);
});
