import { createScheduler, type ExplainedPlacement } from '#core/orchestrator/kubernetes/scheduler';
import { clusterCases, type Step } from './cluster-case';

const cases = clusterCases();

function verdicts(placement: ExplainedPlacement): Step['filter'] {
  const passed = placement.feasibleNodes.map((n) => [n, { code: 'Success' }] as const);
  return Object.fromEntries([...passed, ...placement.rejections]);
}

function scores(placement: ExplainedPlacement): Step['scores'] {
  if (placement.scores === null) return null;
  const columns = [...placement.scores];
  return Object.fromEntries(
    placement.feasibleNodes.map((n, i) => [
      n,
      { total: placement.totals[i] as number, weightedByPlugin: Object.fromEntries(columns.map(([plugin, s]) => [plugin, s[i] as number])) },
    ]),
  );
}

describe('generated clusters through the default profile', () => {
  it.each(cases.map((c) => [c.id, c] as const))('%s', (_id, { input, expected }) => {
    const scheduler = createScheduler();
    for (const node of input.nodes) scheduler.addNode(node);
    scheduler.setServices(input.services ?? []);
    for (const pod of input.existingPods ?? []) scheduler.bind(scheduler.pod(pod), pod.spec?.nodeName as string);
    expect(expected.steps.length).toBe(input.pods.length);
    input.pods.forEach((raw, i) => {
      const step = expected.steps[i] as Step;
      const pod = scheduler.pod(raw);
      const placement = scheduler.explain(pod);
      expect(verdicts(placement)).toEqual(step.filter);
      expect(scores(placement)).toEqual(step.scores ?? null);
      expect([...placement.ties].sort()).toEqual([...(step.bestAnyOf ?? [])].sort());
      if (step.assumedOn) scheduler.bind(pod, step.assumedOn);
    });
  });
});
