type Cast = 'whole' | 'number' | 'flag';

/** Values that may be written as text, as a variable always is; `*` stands for any step. */
const CASTS: readonly (readonly [string, Cast])[] = [
  ['services.*.deploy.replicas', 'whole'],
  ['services.*.deploy.update_config.parallelism', 'whole'],
  ['services.*.deploy.update_config.max_failure_ratio', 'number'],
  ['services.*.deploy.rollback_config.parallelism', 'whole'],
  ['services.*.deploy.rollback_config.max_failure_ratio', 'number'],
  ['services.*.deploy.restart_policy.max_attempts', 'whole'],
  ['services.*.deploy.placement.max_replicas_per_node', 'whole'],
  ['services.*.deploy.resources.limits.pids', 'whole'],
  ['services.*.deploy.resources.reservations.generic_resources.*.discrete_resource_spec.value', 'whole'],
  ['services.*.healthcheck.retries', 'whole'],
  ['services.*.healthcheck.disable', 'flag'],
  ['services.*.ports.*.target', 'whole'],
  ['services.*.ports.*.published', 'whole'],
  ['services.*.configs.*.mode', 'whole'],
  ['services.*.secrets.*.mode', 'whole'],
  ['services.*.ulimits.*', 'whole'],
  ['services.*.ulimits.*.hard', 'whole'],
  ['services.*.ulimits.*.soft', 'whole'],
  ['services.*.init', 'flag'],
  ['services.*.privileged', 'flag'],
  ['services.*.read_only', 'flag'],
  ['services.*.stdin_open', 'flag'],
  ['services.*.tty', 'flag'],
  ['services.*.oom_score_adj', 'whole'],
  ['services.*.volumes.*.read_only', 'flag'],
  ['services.*.volumes.*.volume.nocopy', 'flag'],
  ['networks.*.external', 'flag'],
  ['networks.*.internal', 'flag'],
  ['networks.*.attachable', 'flag'],
  ['volumes.*.external', 'flag'],
  ['secrets.*.external', 'flag'],
  ['configs.*.external', 'flag'],
];

interface Rule {
  readonly steps: Map<string, Rule>;
  cast: Cast | null;
}

const ROOT: Rule = { steps: new Map(), cast: null };
for (const [path, cast] of CASTS) {
  let rule = ROOT;
  for (const step of path.split('.')) {
    const next = rule.steps.get(step) ?? { steps: new Map(), cast: null };
    rule.steps.set(step, next);
    rule = next;
  }
  rule.cast = cast;
}

/** Text where a number or a truth value belongs becomes one, if it can be read as such; what cannot is left for the schema to refuse. */
export function castValues(value: unknown, rule: Rule = ROOT): unknown {
  if (typeof value === 'string') return rule.cast === null ? value : cast(value, rule.cast);
  if (value === null || typeof value !== 'object') return value;
  const below = (key: string): Rule | undefined => rule.steps.get(key) ?? rule.steps.get('*');
  if (Array.isArray(value)) {
    const each = rule.steps.get('*');
    return each === undefined ? value : value.map((one) => castValues(one, each));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const next = below(key);
      return [key, next === undefined ? one : castValues(one, next)];
    }),
  );
}

function cast(text: string, to: Cast): unknown {
  if (to === 'flag') return /^(true|y|yes|on)$/i.test(text) ? true : /^(false|n|no|off)$/i.test(text) ? false : text;
  const form = to === 'whole' ? /^[+-]?(0x[0-9a-f]+|\d+)$/i : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  return form.test(text) ? Number(text) : text;
}
