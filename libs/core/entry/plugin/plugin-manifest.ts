import type { Rule, TextCheck } from '../shape/shape.js';
import { fields, flag, inert, list, oneOf, quantity, text, whole } from '../shape/shapes.js';
import { parseQuantityNanos } from '#core/units';
import { parseDurationUs } from '#core/units';

const MEBIBYTE = 1024 * 1024;
export const MEMORY_BYTES_DEFAULT = 256 * MEBIBYTE;
const MEMORY_MIB_LEAST = 64;
const MEMORY_MIB_MOST = 512;
export const PROCESSES_DEFAULT = 64;

const word: TextCheck = (value) => {
  if (value === '') return 'must not be empty';
  if (/[\0\n\r]/.test(value)) return 'must be on one line';
  return value.length > 1000 ? 'must be no more than 1000 characters' : null;
};

const innerPath: TextCheck = (value) => {
  if (value === '' || value.startsWith('/') || value.split('/').includes('..')) return 'must be a path within the entry';
  return value.length > 300 ? 'must be no more than 300 characters' : null;
};

/** The server listens on the loopback of its own sandbox; there is nothing else it could be called at. */
const loopback: TextCheck = (value) =>
  /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}(\/[\w.~/-]*)?$/.test(value) ? null : 'must be a http:// address of 127.0.0.1 with a port';

const duration: TextCheck = (value) => (parseDurationUs(value) === undefined ? 'must be a duration such as 5s' : null);

const memoryWithin: Rule = (value, say) => {
  if (value['memory'] === undefined) return;
  const bytes = Number((parseQuantityNanos(value['memory'] as string) ?? 0n) / 1_000_000_000n);
  if (bytes < MEMORY_MIB_LEAST * MEBIBYTE || bytes > MEMORY_MIB_MOST * MEBIBYTE)
    say(['memory'], { code: 'invalid-value', message: `must be between ${MEMORY_MIB_LEAST}Mi and ${MEMORY_MIB_MOST}Mi` });
};

/** As one item of `extenders` in a KubeSchedulerConfiguration v1. */
const extender = fields(
  {
    'urlPrefix!': text(loopback),
    filterVerb: text(),
    prioritizeVerb: text(),
    preemptVerb: text(),
    bindVerb: text(),
    weight: whole(0, 100_000),
    nodeCacheCapable: flag,
    ignorable: flag,
    managedResources: list(fields({ 'name!': text(word), ignoredByScheduler: flag })),
    httpTimeout: text(duration),
    enableHTTPS: oneOf('false'),
    tlsConfig: inert,
  },
  (value, say) => {
    if (value['prioritizeVerb'] !== undefined && Number(value['weight'] ?? 0) < 1)
      say(['prioritizeVerb'], { code: 'invalid-value', message: '`prioritizeVerb` needs a positive `weight`' });
  },
);

/** `regatta.yaml`: how to start a scheduler plugin. */
export const pluginManifest = fields({
  apiVersion: oneOf('regatta/v1'),
  kind: oneOf('SchedulerPlugin'),
  name: text(word),
  description: text(),
  'runtime!': oneOf('node', 'python', 'wasm', 'extender'),
  'command!': list(text(word), 1),
  limits: fields({ memory: quantity, processes: whole(8, 128) }, memoryWithin),
  workloads: text(innerPath),
  extenders: list(extender),
});
