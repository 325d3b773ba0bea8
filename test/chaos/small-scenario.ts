/** Half a minute of one service on three machines: judged in a moment, and scored, since it has references. */
export const SMALL_SCENARIO = `apiVersion: regatta/v1
kind: Scenario
meta: { id: chaos-small, title: A small scenario, summary: One service on three machines., family: chaos-small, licence: Apache-2.0 }
clock: { horizon: 40s, warmup: 10s, window: 5s }
cluster:
  zones: [a]
  pools:
    - { name: general, count: 3, shape: { cpu: 4, memory: 16Gi, pods: 40, nic: 2Gbit/s }, price: 0.19/h }
  images: { registry: 2Gbit/s, cache: 40Gi, unpack: 200MB/s }
applications:
  - name: web
    image: { size: 20Mi }
    startup: 1s
    cpuPerRequest: 10ms
    idleCpu: 10m
    memory: { idle: 96Mi, perRequest: 512Ki }
    concurrency: 32
    backlog: 64
    timeout: 1s
    slo: { latency: 150ms, target: 0.99 }
load:
  web: { rate: 20/s }
scoring:
  weights: { latency: 0.5, utilization: 0.5, recovery: 0 }
  references:
    baseline: { latency: 1, utilization: 1000, recovery: 1 }
    bestKnown: { latency: 0.1, utilization: 10, recovery: 0.1 }
seeds: { public: [1] }
`;

export const entryFiles = (replicas: number) => [
  {
    path: 'web.yaml',
    text: `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: regatta/web
          resources: { requests: { cpu: 500m, memory: 512Mi } }
`,
  },
];
