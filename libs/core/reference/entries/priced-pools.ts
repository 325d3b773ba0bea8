import type { Scenario } from '#core/scenario';

/**
 * A preference for pools that stay (or, for work that can be done again, for those that are taken back): by a label that
 * all pools of one sort carry and no other does. Nothing where the scenario has one sort only, or does not label them.
 */
export function onDemandFirst(scenario: Scenario, spotFirst: boolean): object {
  const wanted = scenario.cluster.pools.filter((pool) => pool.spot === spotFirst);
  const others = scenario.cluster.pools.filter((pool) => pool.spot !== spotFirst);
  if (wanted.length === 0 || others.length === 0) return {};
  const label = Object.entries(wanted[0]?.labels ?? {}).find(
    ([key, value]) => wanted.every((pool) => pool.labels[key] === value) && others.every((pool) => pool.labels[key] !== value),
  );
  if (label === undefined) return {};
  const preference = { matchExpressions: [{ key: label[0], operator: 'In', values: [label[1]] }] };
  return { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] } } };
}
