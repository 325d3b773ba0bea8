import { type DrawnRun, drawRun, parseScenario, type Scenario } from '#core/scenario';

export interface SmallOptions {
  readonly nodes?: number;
  readonly horizon?: string;
  readonly rate?: string;
  readonly faults?: string;
  readonly cores?: number;
  readonly zones?: string;
  readonly pods?: number;
  /** Of the pool, beside its count and shape: `max: 5, provisioning: 1s`. */
  readonly pool?: string;
  /** More applications, as a document has them. */
  readonly more?: string;
}

/** More applications of a scenario: one that gets its work by jobs, a job of three items. */
export const ETL = `  - name: etl
    image: { size: 4Mi, shared: 2Mi }
    startup: 100ms
    memory: { idle: 48Mi }
    jobs: { every: 60s, first: 3s, until: 4s, items: 3, itemCpu: 400ms, itemCores: 1, parallelism: 2 }`;

/** One service on a few small machines: enough for every step of a cluster's life, and gone in seconds. */
export function smallScenario(options: SmallOptions = {}): Scenario {
  const { nodes = 3, horizon = '12s', rate = '20/s', faults = '', cores = 1, zones = '[a, b, c]', pods = 20, pool = 'spot: false', more = '' } = options;
  const text = `
apiVersion: regatta/v1
kind: Scenario
meta: { id: live-small, title: A small live scenario, summary: One service on a few small machines. }
clock: { horizon: ${horizon}, warmup: 2s, window: 1s }
cluster:
  zones: ${zones}
  pools: [{ name: general, count: ${nodes}, shape: { cpu: ${cores}, memory: 512Mi, pods: ${pods} }, price: 0.05/h, ${pool} }]
  images: { registry: 2Gbit/s, cache: 4Gi, unpack: 500MB/s }
  lags: { heartbeat: 1s, metrics: 2s, metricsDelay: 200ms }
applications:
  - name: web
    image: { size: 6Mi, shared: 2Mi }
    startup: 200ms
    cpuPerRequest: 1ms
    memory: { idle: 48Mi, perRequest: 64Ki }
    timeout: 1s
    calls: [{ to: api }]
    slo: { latency: 300ms, target: 0.9 }
  - name: api
    image: { size: 4Mi, shared: 2Mi }
    startup: 100ms
    cpuPerRequest: 2ms
    memory: { idle: 48Mi }
    timeout: 800ms
${more}
load: { web: { rate: ${rate} } }
${faults}
scoring: { weights: { latency: 0.4, utilization: 0.3, recovery: 0.3 } }
seeds: { public: [1] }
`;
  const outcome = parseScenario(text, 'live-small.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value;
}

export const smallRun = (options: SmallOptions = {}): DrawnRun => drawRun(smallScenario(options), 1);
