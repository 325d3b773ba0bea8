import { nearest } from '#core/scenario';
import { SECOND } from '#core/units';
import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { type Path, shown } from '../source/source-document.js';
import { goDurationUs, nanoCpus, ramBytes } from './amounts.js';
import { parseConstraint } from './constraint.js';
import { type Data, isMap, itemsOf, type StackSource } from './stack-source.js';
import type { SwarmNodeUse, SwarmReservations, SwarmRestartRule, SwarmService, SwarmUpdateRule } from './swarm-service.js';

const MODES = ['replicated', 'global', 'replicated-job', 'global-job'] as const;
const ATTRIBUTES = ['node.id', 'node.hostname', 'node.role', 'node.ip', 'node.platform.os', 'node.platform.arch'];
/** What swarmkit fills in (`api/defaults`), and the command line where it fills in first. */
export const DEFAULT_UPDATE: SwarmUpdateRule = {
  parallelism: 1,
  delayUs: 0,
  failureAction: 'pause',
  monitorUs: 5 * SECOND,
  maxFailureRatio: 0,
  order: 'stop-first',
};
const DEFAULT_RESTART: SwarmRestartRule = { condition: 'any', delayUs: 5 * SECOND, maxAttempts: 0, windowUs: 0 };

export type Deploy = Pick<
  SwarmService,
  | 'mode'
  | 'replicas'
  | 'reservations'
  | 'limits'
  | 'constraints'
  | 'spreadPreferences'
  | 'maxReplicasPerNode'
  | 'restart'
  | 'update'
  | 'rollback'
  | 'endpointMode'
  | 'nodeUses'
>;

/** `deploy:` of a service, with `restart` beside it, which counts where there is no `deploy.restart_policy`. */
export function readDeploy(source: StackSource, path: Path, deploy: Data, restart: unknown): Deploy {
  const mode = choice(source, [...path, 'mode'], deploy['mode'], MODES, 'replicated');
  const isJob = mode.endsWith('-job');
  const isGlobal = mode.startsWith('global');
  const placement = isMap(deploy['placement']) ? deploy['placement'] : {};
  const most = atLeast(source, [...path, 'placement', 'max_replicas_per_node'], placement['max_replicas_per_node'], 0) ?? 0;
  if (isGlobal && deploy['replicas'] !== undefined)
    source.say([...path, 'replicas'], {
      code: 'exclusive-fields',
      message: 'replicas can only be used with replicated or replicated-job mode',
      hint: `leave \`replicas\` out, or write \`mode: ${isJob ? 'replicated-job' : 'replicated'}\``,
    });
  if (isGlobal && most > 0)
    source.say([...path, 'placement', 'max_replicas_per_node'], {
      code: 'exclusive-fields',
      message: 'max_replicas_per_node can only be used with replicated or replicated-job mode',
      hint: 'leave it out: a global service has one task a node',
    });
  for (const field of ['update_config', 'rollback_config'])
    if (isJob && deploy[field] !== undefined)
      source.say(
        [...path, field],
        { code: 'exclusive-fields', message: `\`${field}\` cannot be used with ${mode}`, hint: 'leave it out: jobs are not updated' },
        'key',
      );
  const { reservations, limits } = readResources(source, [...path, 'resources'], isMap(deploy['resources']) ? deploy['resources'] : {});
  const constraints = readConstraints(source, [...path, 'placement', 'constraints'], placement['constraints']);
  const spreadPreferences = readPreferences(source, [...path, 'placement', 'preferences'], placement['preferences']);
  return {
    mode,
    replicas: isGlobal ? 0 : (atLeast(source, [...path, 'replicas'], deploy['replicas'], 0) ?? 1),
    reservations,
    limits,
    constraints,
    spreadPreferences,
    nodeUses: nodeUses(source, [...path, 'placement'], placement),
    maxReplicasPerNode: most,
    restart: readRestart(source, path, deploy['restart_policy'], restart, isJob),
    update: readUpdate(source, [...path, 'update_config'], deploy['update_config'], ['pause', 'continue', 'rollback']),
    rollback: readUpdate(source, [...path, 'rollback_config'], deploy['rollback_config'], ['pause', 'continue']),
    endpointMode: choice(source, [...path, 'endpoint_mode'], deploy['endpoint_mode'], ['vip', 'dnsrr'] as const, 'vip'),
  };
}

/** The word, or the first of the known ones after saying what is wrong with it. */
function choice<T extends string>(source: StackSource, path: Path, value: unknown, known: readonly T[], otherwise: T): T {
  if (value === undefined || value === null) return otherwise;
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const meant = nearest(String(value), known);
  const hint = meant === undefined ? `one of: ${known.join(', ')}` : `did you mean \`${meant}\`?`;
  source.say(path, { code: 'value-not-allowed', message: `\`${String(path.at(-1))}\` is \`${shown(value)}\`: not known here`, hint });
  return otherwise;
}

function atLeast(source: StackSource, path: Path, value: unknown, least: number): number | undefined {
  if (typeof value !== 'number') return undefined;
  if (value >= least && value <= 1_000_000) return value;
  return source.say(path, {
    code: 'invalid-value',
    message: `\`${String(path.at(-1))}\` is \`${value}\`: must be ${value < least ? `greater than or equal to ${least}` : 'at most 1000000'}`,
  });
}

const duration = (value: unknown, otherwise: number): number => (typeof value === 'string' ? (goDurationUs(value) ?? otherwise) : otherwise);

function readResources(source: StackSource, path: Path, resources: Data): Pick<SwarmService, 'reservations' | 'limits'> {
  const part = (name: string): Data => (isMap(resources[name]) ? resources[name] : {});
  const cpus = (name: string): number | null => readCpus(source, [...path, name, 'cpus'], part(name)['cpus']);
  const memory = (name: string): number | null => readMemory(source, [...path, name, 'memory'], part(name)['memory']);
  const reservations: SwarmReservations = {
    nanoCpus: cpus('reservations') ?? 0,
    memoryBytes: memory('reservations') ?? 0,
    generic: readGeneric(source, [...path, 'reservations', 'generic_resources'], part('reservations')['generic_resources']),
  };
  const limits = { nanoCpus: cpus('limits') || null, memoryBytes: memory('limits') || null };
  if (limits.nanoCpus !== null && reservations.nanoCpus > limits.nanoCpus)
    source.say([...path, 'reservations', 'cpus'], { code: 'invalid-value', message: 'more CPU is reserved than `limits` allows' });
  if (limits.memoryBytes !== null && reservations.memoryBytes > limits.memoryBytes)
    source.say([...path, 'reservations', 'memory'], { code: 'invalid-value', message: 'more memory is reserved than `limits` allows' });
  return { reservations, limits };
}

function readCpus(source: StackSource, path: Path, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const nanos = nanoCpus(value as string | number);
  if (typeof nanos === 'number') {
    if (nanos > 0 && nanos < 1_000_000)
      source.say(path, { code: 'invalid-quantity', message: `\`${shown(value)}\` is less than a thousandth of a core`, hint: "write at least '0.001'" });
    return nanos;
  }
  const milli = /^(\d+)m$/.exec(String(value))?.[1];
  const hint = milli === undefined ? "a number of cores: '0.5'" : `write '${Number(milli) / 1000}'`;
  source.say(path, { code: 'invalid-quantity', message: `\`${shown(value)}\` is ${nanos === 'precise' ? 'too precise' : 'no number of cores'}`, hint });
  return null;
}

const SMALLEST_LIMIT = 4 * 1024 * 1024;

function readMemory(source: StackSource, path: Path, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const bytes = ramBytes(String(value));
  if (bytes === undefined) source.say(path, { code: 'invalid-quantity', message: `\`${shown(value)}\` is no amount of memory`, hint: 'such as 256M or 1G' });
  else if (bytes > 0 && bytes < SMALLEST_LIMIT)
    source.say(path, { code: 'invalid-quantity', message: `\`${shown(value)}\` is less than the 4 MiB that a container needs`, hint: 'such as 256M' });
  return bytes ?? null;
}

function readGeneric(source: StackSource, path: Path, value: unknown): Readonly<Record<string, number>> {
  const generic: Record<string, number> = {};
  for (const [index, item] of itemsOf(value).entries()) {
    const spec = isMap(item) ? item['discrete_resource_spec'] : undefined;
    const { kind, value: count } = (isMap(spec) ? spec : {}) as { kind?: unknown; value?: unknown };
    const at = [...path, index, 'discrete_resource_spec'];
    if (typeof kind !== 'string' || kind === '') source.say(at, { code: 'missing-field', message: '`kind` is required in `discrete_resource_spec`' });
    else if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
      source.say([...at, 'value'], { code: 'invalid-value', message: `\`value\` of ${kind} must be a whole number` });
    else if (generic[kind] !== undefined) source.say([...at, 'kind'], { code: 'duplicate-item', message: `a second item with the kind \`${shown(kind)}\`` });
    else generic[kind] = count;
  }
  return generic;
}

function readConstraints(source: StackSource, path: Path, value: unknown): readonly string[] {
  return itemsOf(value).flatMap((item, index) => {
    if (typeof item !== 'string') return [];
    const at = [...path, index];
    const parsed = parseConstraint(item);
    if (typeof parsed === 'string') {
      const single = /[^=!<>]=[^=]/.test(item);
      source.say(at, {
        code: 'invalid-constraint',
        message: `\`${shown(item)}\`: ${parsed}`,
        hint: single ? `write \`${item.replace(/\s*=\s*/, ' == ')}\`` : 'such as `node.labels.disk == ssd` or `node.role != manager`',
      });
      return [];
    }
    const key = parsed.key.toLowerCase();
    const label = /^(node|engine)\.labels\.(.+)$/.test(key);
    if (!label && !ATTRIBUTES.includes(key)) {
      const meant = nearest(key, ATTRIBUTES);
      const hint = meant === undefined ? `${ATTRIBUTES.join(', ')}, node.labels.… or engine.labels.…` : `did you mean \`${meant}\`?`;
      source.say(at, { code: 'unknown-node-attribute', message: `nodes have no \`${shown(parsed.key)}\`: the constraint would match none`, hint });
    } else if (parsed.operator === '==' && ['node.id', 'node.hostname', 'node.ip'].includes(key))
      source.forbidden(at, parsed.value, { ...POLICY.nodeName, instead: 'use a constraint on `node.labels.…`' });
    return [item];
  });
}

function readPreferences(source: StackSource, path: Path, value: unknown): readonly string[] {
  return itemsOf(value).flatMap((item, index) => {
    const spread = isMap(item) ? item['spread'] : undefined;
    if (typeof spread !== 'string' || spread === '') {
      source.say([...path, index], { code: 'missing-field', message: '`spread` is required in a preference', hint: 'such as `spread: node.labels.zone`' });
      return [];
    }
    if (!/^(node|engine)\.labels\..+$/i.test(spread))
      source.say([...path, index, 'spread'], {
        code: 'unknown-node-attribute',
        severity: 'warning',
        message: `\`${shown(spread)}\` is passed over: tasks are spread over labels only`,
        hint: 'such as `node.labels.zone`',
      });
    return [spread];
  });
}

/** `Node.Labels.Disk` and `node.labels.Disk` are different labels of one kind: only the kind is without case. */
const canonical = (key: string): string => key.replace(/^(node|engine)\.labels\./i, (kind) => kind.toLowerCase());

function nodeUses(source: StackSource, path: Path, placement: Data): readonly SwarmNodeUse[] {
  const constraints = itemsOf(placement['constraints']).flatMap((item, index): SwarmNodeUse[] => {
    const parsed = typeof item === 'string' ? parseConstraint(item) : '';
    if (typeof parsed === 'string') return [];
    const { key, operator, value } = parsed;
    const attribute = ATTRIBUTES.includes(key.toLowerCase()) ? key.toLowerCase() : canonical(key);
    if (['node.id', 'node.hostname', 'node.ip'].includes(attribute)) return [];
    return [{ key: attribute, operator, value, place: source.placeOf([...path, 'constraints', index]) }];
  });
  const preferences = itemsOf(placement['preferences']).flatMap((item, index): SwarmNodeUse[] => {
    const spread = isMap(item) ? item['spread'] : undefined;
    if (typeof spread !== 'string' || !/^(node|engine)\.labels\./i.test(spread)) return [];
    return [{ key: canonical(spread), operator: 'spread', value: '', place: source.placeOf([...path, 'preferences', index, 'spread']) }];
  });
  return [...constraints, ...preferences];
}

function readRestart(source: StackSource, path: Path, policy: unknown, restart: unknown, isJob: boolean): SwarmRestartRule {
  const usual: SwarmRestartRule = { ...DEFAULT_RESTART, condition: isJob ? 'on-failure' : 'any' };
  if (!isMap(policy)) return oldRestart(source, [...path.slice(0, -1), 'restart'], restart, usual);
  const at = [...path, 'restart_policy'];
  const condition = choice(source, [...at, 'condition'], policy['condition'], ['any', 'on-failure', 'none'] as const, usual.condition);
  if (isJob && condition === 'any')
    source.say([...at, 'condition'], {
      code: 'invalid-value',
      message: 'a job is done when its tasks complete: they are not restarted then',
      hint: 'write `on-failure` or `none`',
    });
  return {
    condition,
    delayUs: duration(policy['delay'], usual.delayUs),
    maxAttempts: atLeast(source, [...at, 'max_attempts'], policy['max_attempts'], 0) ?? 0,
    windowUs: duration(policy['window'], 0),
  };
}

/** `restart` of older formats: the command line turns it into a policy. */
function oldRestart(source: StackSource, path: Path, restart: unknown, usual: SwarmRestartRule): SwarmRestartRule {
  if (typeof restart !== 'string' || restart === '' || restart === 'no') return usual;
  const [, word, attempts] = /^(always|unless-stopped|on-failure)(?::(\d+))?$/.exec(restart) ?? [];
  if (word === undefined || (attempts !== undefined && word !== 'on-failure')) {
    source.say(path, { code: 'value-not-allowed', message: `\`restart\` is \`${shown(restart)}\``, hint: 'write `deploy.restart_policy`' });
    return usual;
  }
  if (word === 'on-failure') return { ...usual, condition: 'on-failure', maxAttempts: Number(attempts ?? 0) };
  return { ...usual, condition: 'any' };
}

function readUpdate(source: StackSource, path: Path, value: unknown, actions: readonly SwarmUpdateRule['failureAction'][]): SwarmUpdateRule {
  if (!isMap(value)) return DEFAULT_UPDATE;
  const ratio = value['max_failure_ratio'];
  if (typeof ratio === 'number' && !(ratio >= 0 && ratio <= 1))
    source.say([...path, 'max_failure_ratio'], { code: 'invalid-value', message: `\`max_failure_ratio\` is \`${ratio}\`: must be between 0 and 1` });
  return {
    parallelism: atLeast(source, [...path, 'parallelism'], value['parallelism'], 0) ?? DEFAULT_UPDATE.parallelism,
    delayUs: duration(value['delay'], 0),
    failureAction: choice(source, [...path, 'failure_action'], value['failure_action'], actions, 'pause'),
    monitorUs: duration(value['monitor'], 0) || DEFAULT_UPDATE.monitorUs,
    maxFailureRatio: typeof ratio === 'number' ? ratio : 0,
    order: choice(source, [...path, 'order'], value['order'], ['stop-first', 'start-first'] as const, 'stop-first'),
  };
}
