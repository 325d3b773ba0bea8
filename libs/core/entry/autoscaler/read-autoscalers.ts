import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import { MINUTE, parseDurationUs, SECOND } from '#core/units';
import { checkShape } from '../shape/check-shape.js';
import type { Rule, TextCheck } from '../shape/shape.js';
import { fields, inert, intOrPercent, list, oneOf, text, whole } from '../shape/shapes.js';
import { problemAt, type SourceDocument } from '../source/source-document.js';
import { AUTOSCALER_METRICS, type AutoscalerMetric, type AutoscalerRule, type AutoscalerStep } from './autoscaler-rule.js';
import { amountMilli, amountOf } from './amount.js';

const API_VERSION = 'regatta/v1';
const KIND = 'Autoscaler';
/** Shares of the target at which an autoscaler acts when its thresholds are left out. */
const UP_ABOVE = 1.1;
const DOWN_BELOW = 0.8;
const STEP_UP: AutoscalerStep = { kind: 'share', percent: 100 };
const STEP_DOWN: AutoscalerStep = { kind: 'share', percent: 20 };
const COOLDOWN_UP_US = 30 * SECOND;
const COOLDOWN_DOWN_US = 5 * MINUTE;

/** `apiVersion: regatta/…` or `kind: Autoscaler`: goes with a Swarm stack or Marathon apps. */
export function isAutoscaler({ data }: SourceDocument): boolean {
  if (data === null || typeof data !== 'object') return false;
  const { apiVersion, kind } = data as { apiVersion?: unknown; kind?: unknown };
  return kind === KIND || (typeof apiVersion === 'string' && apiVersion.startsWith('regatta/'));
}

const duration: TextCheck = (value) => (parseDurationUs(value) === undefined ? 'must be a duration such as 30s or 5m' : null);
const name: TextCheck = (value) => (value === '' ? 'must not be empty' : null);

const amounts: Rule = (value, say) => {
  const metric = value['metric'] as AutoscalerMetric;
  for (const field of ['target', 'upAbove', 'downBelow']) {
    const written = value[field] as string | number | undefined;
    if (written !== undefined && amountMilli(metric, written) === undefined)
      say([field], { code: 'invalid-quantity', message: `\`${field}\` is \`${written}\`: for ${metric} it is ${amountOf(metric)}` });
  }
};

const order: Rule = (value, say) => {
  const { min, max, metric } = value as unknown as Written;
  if (max < min) say(['max'], { code: 'invalid-value', message: `\`max\` is \`${max}\`: must not be less than \`min\`, ${min}` });
  const { target, up, down } = thresholds(value as unknown as Written);
  if (!Number.isFinite(target)) return;
  if (target <= 0) say(['target'], { code: 'invalid-value', message: '`target` must be greater than 0' });
  else if (up < target) say(['upAbove'], { code: 'invalid-value', message: `\`upAbove\` must not be below \`target\` (${metric})` });
  else if (down > target) say(['downBelow'], { code: 'invalid-value', message: `\`downBelow\` must not be above \`target\` (${metric})` });
};

const scales: Rule = (value, say) => {
  const given = ['service', 'app'].filter((one) => value[one] !== undefined);
  if (given.length === 0) say([], { code: 'missing-field', message: '`service` or `app` is required', hint: 'the Swarm service or the Marathon app to scale' });
  if (given.length === 2) say(['app'], { code: 'exclusive-fields', message: 'scales either a `service` or an `app`' });
};

const FILE = fields({
  'apiVersion!': oneOf(API_VERSION),
  'kind!': oneOf(KIND),
  metadata: inert,
  'targets!': list(
    fields(
      {
        service: text(name),
        app: text(name),
        'min!': whole(1, 100_000),
        'max!': whole(1, 100_000),
        'metric!': oneOf(...AUTOSCALER_METRICS),
        'target!': inert,
        upAbove: inert,
        downBelow: inert,
        step: fields({ up: intOrPercent, down: intOrPercent }),
        cooldown: fields({ up: text(duration), down: text(duration) }),
      },
      scales,
      amounts,
      order,
    ),
    1,
  ),
});

interface Written {
  readonly service?: string;
  readonly app?: string;
  readonly min: number;
  readonly max: number;
  readonly metric: AutoscalerMetric;
  readonly target: string | number;
  readonly upAbove?: string | number;
  readonly downBelow?: string | number;
  readonly step?: { readonly up?: number | string; readonly down?: number | string };
  readonly cooldown?: { readonly up?: string; readonly down?: string };
}

function thresholds({ metric, target, upAbove, downBelow }: Written): { target: number; up: number; down: number } {
  const wanted = amountMilli(metric, target) ?? Number.NaN;
  const or = (written: string | number | undefined, share: number): number =>
    written === undefined ? Math.round(wanted * share) : (amountMilli(metric, written) ?? Number.NaN);
  return { target: wanted, up: or(upAbove, UP_ABOVE), down: or(downBelow, DOWN_BELOW) };
}

function stepOf(written: number | string | undefined, otherwise: AutoscalerStep): AutoscalerStep {
  if (written === undefined) return otherwise;
  return typeof written === 'number' ? { kind: 'replicas', count: written } : { kind: 'share', percent: Number.parseInt(written, 10) };
}

/**
 * The policies of all `autoscaler.yaml` documents of an entry that scales `kind`s named in `known`. What is wrong is added to
 * `problems`.
 */
export function readAutoscalers(
  documents: readonly SourceDocument[],
  kind: AutoscalerRule['scales'],
  known: readonly string[],
  problems: Problem[],
): readonly AutoscalerRule[] {
  const taken = new Set<string>();
  return documents.filter(isAutoscaler).flatMap((document) => {
    const before = problems.length;
    const clean = checkShape(document, document.data, FILE, problems) as { readonly targets: readonly Written[] };
    if (problems.length > before) return [];
    return clean.targets.flatMap((written, index) => {
      const at = ['targets', index, written.service === undefined ? 'app' : 'service'];
      const target = written.service ?? written.app ?? '';
      const wrong = wrongTarget(written, kind, target, known, taken);
      if (wrong !== null) problems.push(problemAt(document, at, wrong));
      taken.add(target);
      const { file, line, column } = problemAt(document, at, { code: 'unknown-target', message: '' });
      return wrong === null ? [ruleOf(written, kind, target, { file, line, column })] : [];
    });
  });
}

function wrongTarget(written: Written, kind: AutoscalerRule['scales'], target: string, known: readonly string[], taken: ReadonlySet<string>) {
  if (written[kind] === undefined)
    return { code: 'unknown-target', message: `this entry has no ${kind === 'service' ? 'app' : 'service'}s`, hint: `write \`${kind}: …\`` } as const;
  if (taken.has(target)) return { code: 'duplicate-item', message: `a second policy for the ${kind} \`${target}\`` } as const;
  if (known.includes(target)) return null;
  const meant = nearest(target, known);
  const hint = meant === undefined ? `${kind}s: ${known.join(', ')}` : `did you mean \`${meant}\`?`;
  return { code: 'unknown-target', message: `the entry has no ${kind} \`${target}\``, hint } as const;
}

function ruleOf(written: Written, scaled: AutoscalerRule['scales'], target: string, place: AutoscalerRule['place']): AutoscalerRule {
  const { min, max, metric, step, cooldown } = written;
  const milli = thresholds(written);
  return {
    scales: scaled,
    name: target,
    min,
    max,
    metric,
    targetMilli: milli.target,
    upAboveMilli: milli.up,
    downBelowMilli: milli.down,
    stepUp: stepOf(step?.up, STEP_UP),
    stepDown: stepOf(step?.down, STEP_DOWN),
    cooldownUpUs: parseDurationUs(cooldown?.up ?? '') ?? COOLDOWN_UP_US,
    cooldownDownUs: parseDurationUs(cooldown?.down ?? '') ?? COOLDOWN_DOWN_US,
    place,
  };
}
