import { parseScenario, type Scenario } from '#core/scenario';

type Block = Readonly<Record<string, unknown>>;

export interface SmallScenario {
  readonly clock?: Block;
  readonly zones?: readonly string[];
  readonly pools?: readonly Block[];
  readonly cluster?: Block;
  readonly apps?: readonly Block[];
  readonly load?: Block;
  readonly faults?: readonly Block[];
  readonly more?: Block;
}

/** One machine, one application, no lags, no interference, no load: a test says what differs. */
export function smallScenario(parts: SmallScenario = {}): Scenario {
  const data = {
    apiVersion: 'regatta/v1',
    kind: 'Scenario',
    meta: { id: 'small', title: 'Small', summary: 'Made by a test.' },
    clock: { horizon: '10m', warmup: '0s', window: '10s', ...parts.clock },
    cluster: {
      zones: parts.zones ?? ['a'],
      pools: (parts.pools ?? [{}]).map((pool, index) => ({
        name: `pool-${index}`,
        count: 1,
        shape: { cpu: 4, memory: '16Gi' },
        price: '1/h',
        provisioning: '60s',
        ...pool,
      })),
      images: { warm: true },
      lags: { route: '0s', status: '0s', metricsDelay: '0s' },
      interference: { from: 1, slowdown: 1 },
      ...parts.cluster,
    },
    applications: (parts.apps ?? [{}]).map((app) => ({
      name: 'web',
      image: { size: '100Mi' },
      startup: '0s',
      memory: { idle: '1Mi' },
      ...('jobs' in app ? {} : { cpuPerRequest: '10ms', slo: { latency: '1s', target: 0.99 } }),
      ...app,
    })),
    load: parts.load ?? {},
    faults: parts.faults ?? [],
    scoring: { weights: { latency: 0.4, utilization: 0.3, recovery: 0.3 } },
    seeds: { public: [1] },
    ...parts.more,
  };
  // JSON is YAML.
  const outcome = parseScenario(JSON.stringify(data), 'small.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 1));
  return outcome.value;
}
