import { z } from 'zod';
import type { NodePool } from '../scenario.js';
import { distributionOf } from './distribution-format.js';
import { fields } from './fields.js';
import { bandwidth, bytes, count, cpu, duration, factorMilli, flag, name, number, price, share, text } from './quantities.js';

const second = 1_000_000;
const taint = fields({ key: text(100), value: z.string().max(100).default(''), effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']) });

/** Pods and nodes count extended resources (`nvidia.com/gpu`) in whole units. */
export const resources = fields({ cpu, memory: bytes, extended: z.record(text(100), count(0, 1_000_000_000)).default({}) }).transform((of) => ({
  cpuMilli: of.cpu,
  memoryBytes: of.memory,
  extended: of.extended,
}));

const shape = fields({
  cpu,
  memory: bytes,
  pods: count(1, 1000).default(110),
  nic: bandwidth.default(1_250_000_000),
  extended: z.record(text(100), count(0, 1_000_000_000)).default({}),
});

const pool = fields({
  name,
  count: count(0, 20_000),
  min: count(0, 20_000).optional(),
  max: count(0, 20_000).optional(),
  zones: z.array(name).min(1).max(50).optional(),
  shape,
  price,
  speed: distributionOf(factorMilli).default({ kind: 'constant', value: 1000 }),
  provisioning: distributionOf(duration).default({ kind: 'constant', value: 120 * second }),
  spot: flag.default(false),
  labels: z.record(text(100), z.string().max(100)).default({}),
  taints: z.array(taint).max(20).default([]),
})
  .refine((of) => (of.min ?? of.count) <= of.count && of.count <= (of.max ?? of.count), { error: '`count` must lie between `min` and `max`', path: ['count'] })
  .transform(
    (of): NodePool => ({
      name: of.name,
      count: of.count,
      min: of.min ?? of.count,
      max: of.max ?? of.count,
      zones: of.zones ?? [],
      allocatable: { cpuMilli: of.shape.cpu, memoryBytes: of.shape.memory, extended: of.shape.extended },
      podsMax: of.shape.pods,
      nicBytesPerSecond: of.shape.nic,
      priceMicrosPerHour: of.price,
      speedMilli: of.speed,
      provisioningUs: of.provisioning,
      spot: of.spot,
      labels: of.labels,
      taints: of.taints,
    }),
  );

const images = fields({
  registry: bandwidth.default(625_000_000),
  cache: bytes.default(40 * 2 ** 30),
  unpack: bandwidth.default(200_000_000),
  warm: flag.default(false),
}).transform((of) => ({ registryBytesPerSecond: of.registry, nodeCacheBytes: of.cache, unpackBytesPerSecond: of.unpack, warm: of.warm }));

const lags = fields({
  heartbeat: duration.default(10 * second),
  metrics: duration.default(15 * second),
  metricsDelay: duration.default(2 * second),
  route: duration.default(second),
  status: duration.default(100_000),
}).transform((of) => ({
  heartbeatUs: Math.max(1, of.heartbeat),
  metricsUs: Math.max(1, of.metrics),
  metricsDelayUs: of.metricsDelay,
  routeUs: of.route,
  statusUs: of.status,
}));

const interference = fields({ from: share.default(0.6), slowdown: number(1, 10).default(1.5) }).transform((of) => ({
  fromMilli: Math.round(of.from * 1000),
  slowdownMilli: Math.round(of.slowdown * 1000),
}));

export const cluster = fields({
  zones: z.array(name).min(1).max(50),
  pools: z.array(pool).min(1).max(50),
  images: images.prefault({}),
  lags: lags.prefault({}),
  interference: interference.prefault({}),
}).transform((of) => ({ ...of, pools: of.pools.map((one) => (one.zones.length > 0 ? one : { ...one, zones: of.zones })) }));
