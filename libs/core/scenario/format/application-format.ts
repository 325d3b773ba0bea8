import { z } from 'zod';
import type { Application, Call } from '../application.js';
import { constant } from '../distribution.js';
import { distributionOf } from './distribution-format.js';
import { fields } from './fields.js';
import { bytes, count, cpu, duration, flag, name, number, share, shareMilli } from './quantities.js';

const NO_TIME = constant(0);

const call = fields({ to: name, probability: shareMilli.default(1000), times: count(1, 100).default(1), parallel: flag.default(false) }).transform(
  (of): Call => ({ to: of.to, probabilityMilli: of.probability, times: of.times, parallel: of.parallel }),
);

const wholeNumbers = distributionOf(count(1, 100_000));

const jobs = fields({
  every: distributionOf(duration),
  first: duration.default(0),
  until: duration.optional(),
  items: wholeNumbers,
  itemCpu: distributionOf(duration),
  itemCores: cpu.default(1000),
  parallelism: count(1, 100_000),
  priority: number(-1e9, 1e9).default(0),
}).transform((of) => ({
  everyUs: of.every,
  firstAtUs: of.first,
  untilUs: of.until ?? Number.MAX_SAFE_INTEGER,
  items: of.items,
  itemCpuUs: of.itemCpu,
  itemCpuMilli: of.itemCores,
  parallelism: of.parallelism,
  priority: Math.round(of.priority),
}));

const memory = fields({ idle: bytes, perRequest: bytes.default(0) });

export const application = fields({
  name,
  image: fields({ size: bytes, shared: bytes.default(0) }),
  startup: distributionOf(duration),
  memory,
  idleCpu: cpu.default(0),
  cpuPerRequest: distributionOf(duration).optional(),
  waitPerRequest: distributionOf(duration).default(NO_TIME),
  concurrency: count(1, 100_000).default(64),
  backlog: count(0, 1_000_000).default(128),
  timeout: duration.default(2_000_000),
  retry: fields({ max: count(0, 10), backoff: duration }).default({ max: 0, backoff: 0 }),
  calls: z.array(call).max(20).default([]),
  balancer: z.enum(['round-robin', 'random', 'least-outstanding', 'power-of-two']).default('round-robin'),
  slo: fields({ latency: duration, target: share }).optional(),
  jobs: jobs.optional(),
})
  .superRefine((of, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message, params: { code: 'service-or-batch' } });
    if ((of.jobs === undefined) === (of.cpuPerRequest === undefined))
      complain('a service has `cpuPerRequest`, a batch application has `jobs`: write one of them');
    if (of.jobs !== undefined && of.calls.length > 0) complain('a batch application makes no calls');
  })
  .transform(
    (of): Application => ({
      name: of.name,
      kind: of.jobs === undefined ? 'service' : 'batch',
      imageBytes: of.image.size,
      sharedImageBytes: Math.min(of.image.shared, of.image.size),
      startupUs: of.startup,
      cpuPerRequestUs: of.cpuPerRequest ?? NO_TIME,
      waitPerRequestUs: of.waitPerRequest,
      idleCpuMilli: of.idleCpu,
      memoryIdleBytes: of.memory.idle,
      memoryPerRequestBytes: of.memory.perRequest,
      concurrency: of.concurrency,
      backlog: of.backlog,
      timeoutUs: of.timeout,
      retry: { max: of.retry.max, backoffUs: of.retry.backoff },
      calls: of.calls,
      balancer: of.balancer,
      slo: of.slo === undefined ? null : { latencyUs: of.slo.latency, target: of.slo.target },
      jobs: of.jobs ?? null,
    }),
  );
