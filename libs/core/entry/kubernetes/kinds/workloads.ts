import type { Rule } from '../../shape/shape.js';
import { each, fields, flag, inert, intOrPercent, intOrShare, list, oneOf, unsupported, whole } from '../../shape/shapes.js';
import { labelSelector, objectMetadata } from '../metadata.js';
import { podSpec, podTemplate } from '../pod-spec.js';
import { selectsItsTemplate } from '../workload-rules.js';

const forever = podTemplate('Always');
const isZero = (value: unknown): boolean => value === 0 || value === '0%';

const somethingMoves: Rule = (value, say) => {
  const { maxUnavailable, maxSurge } = value;
  if (isZero(maxUnavailable) && isZero(maxSurge))
    say(['maxUnavailable'], { code: 'invalid-value', message: '`maxUnavailable` may not be 0 when `maxSurge` is 0' });
};
/** A DaemonSet does one or the other; what is not said is one at a time in place. */
const oneWayToRoll: Rule = (value, say) => {
  const { maxUnavailable = 1, maxSurge = 0 } = value;
  if (!isZero(maxUnavailable) && !isZero(maxSurge))
    say(['maxSurge'], { code: 'exclusive-fields', message: 'may not be set when `maxUnavailable` is non-zero', hint: 'add `maxUnavailable: 0`' });
  if (isZero(maxUnavailable) && isZero(maxSurge)) say(['maxUnavailable'], { code: 'invalid-value', message: 'cannot be 0 when `maxSurge` is 0' });
};
const takesSome: Rule = (value, say) => {
  if (isZero(value['maxUnavailable'])) say(['maxUnavailable'], { code: 'invalid-value', message: 'cannot be 0' });
};
const onlyWithRollingUpdate: Rule = (value, say) => {
  if (value['rollingUpdate'] !== undefined && value['type'] !== undefined && value['type'] !== 'RollingUpdate')
    say(['rollingUpdate'], { code: 'exclusive-fields', message: `may not be given when \`type\` is ${String(value['type'])}` });
};
const longEnough: Rule = (value, say) => {
  const deadline = value['progressDeadlineSeconds'] ?? 600;
  if (Number(value['minReadySeconds'] ?? 0) >= Number(deadline))
    say(['minReadySeconds'], { code: 'invalid-value', message: '`progressDeadlineSeconds` must be greater than `minReadySeconds`' });
};

export const deployment = fields({
  'metadata!': objectMetadata,
  'spec!': fields(
    {
      replicas: whole(),
      'selector!': labelSelector,
      'template!': forever,
      strategy: fields(
        { type: oneOf('RollingUpdate', 'Recreate'), rollingUpdate: fields({ maxSurge: intOrPercent, maxUnavailable: intOrShare }, somethingMoves) },
        onlyWithRollingUpdate,
      ),
      minReadySeconds: whole(),
      progressDeadlineSeconds: whole(1),
      revisionHistoryLimit: whole(),
      paused: flag,
    },
    selectsItsTemplate,
    longEnough,
  ),
});

export const replicaSet = fields({
  'metadata!': objectMetadata,
  'spec!': fields({ replicas: whole(), 'selector!': labelSelector, 'template!': forever, minReadySeconds: whole() }, selectsItsTemplate),
});

export const statefulSet = fields({
  'metadata!': objectMetadata,
  'spec!': fields(
    {
      replicas: whole(),
      'selector!': labelSelector,
      'template!': forever,
      podManagementPolicy: oneOf('OrderedReady', 'Parallel'),
      updateStrategy: fields(
        { type: oneOf('RollingUpdate', 'OnDelete'), rollingUpdate: fields({ partition: whole(), maxUnavailable: intOrShare }, takesSome) },
        onlyWithRollingUpdate,
      ),
      minReadySeconds: whole(),
      ordinals: fields({ start: whole() }),
      volumeClaimTemplates: unsupported('use `emptyDir: {}`: volumes do not bind pods to nodes here'),
      ...each(inert, 'serviceName', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'),
    },
    selectsItsTemplate,
  ),
});

export const daemonSet = fields({
  'metadata!': objectMetadata,
  'spec!': fields(
    {
      'selector!': labelSelector,
      'template!': forever,
      updateStrategy: fields(
        { type: oneOf('RollingUpdate', 'OnDelete'), rollingUpdate: fields({ maxSurge: intOrShare, maxUnavailable: intOrShare }, oneWayToRoll) },
        onlyWithRollingUpdate,
      ),
      minReadySeconds: whole(),
      revisionHistoryLimit: inert,
    },
    selectsItsTemplate,
  ),
});

export const pod = fields({ 'metadata!': objectMetadata, 'spec!': podSpec });

const onExitCodes = fields({ containerName: inert, 'operator!': oneOf('In', 'NotIn'), 'values!': list(whole(0, 255), 1) });
const jobFields = {
  parallelism: whole(),
  completions: whole(),
  completionMode: oneOf('NonIndexed', 'Indexed'),
  backoffLimit: whole(),
  backoffLimitPerIndex: whole(),
  maxFailedIndexes: whole(),
  activeDeadlineSeconds: whole(1),
  ttlSecondsAfterFinished: whole(),
  suspend: flag,
  podReplacementPolicy: oneOf('TerminatingOrFailed', 'Failed'),
  podFailurePolicy: fields({
    'rules!': list(
      fields({
        'action!': oneOf('FailJob', 'FailIndex', 'Ignore', 'Count'),
        onExitCodes,
        onPodConditions: list(fields({ 'type!': oneOf('DisruptionTarget'), status: oneOf('True', 'False', 'Unknown') })),
      }),
      1,
    ),
  }),
  successPolicy: unsupported('leave it out: a job is done when all its items are'),
  managedBy: unsupported('leave it out'),
  manualSelector: unsupported('leave it out: the selector of a job is made for it'),
  selector: unsupported('leave it out: the selector of a job is made for it'),
  'template!': podTemplate('OnFailure', 'Never'),
};
const indexedOnly: Rule = (value, say) => {
  if (value['completionMode'] === 'Indexed' && value['completions'] === undefined)
    say([], { code: 'missing-field', message: '`completions` is required when `completionMode` is Indexed' });
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes'])
    if (value[name] !== undefined && value['completionMode'] !== 'Indexed')
      say([name], { code: 'exclusive-fields', message: `\`${name}\` needs \`completionMode: Indexed\`` });
};
/** What is decided by how single pods end needs pods that end. */
const endsByItself: Rule = (value, say) => {
  const { restartPolicy } = (value['template'] as { spec: { restartPolicy?: string } }).spec;
  for (const name of ['podFailurePolicy', 'backoffLimitPerIndex'])
    if (value[name] !== undefined && restartPolicy !== 'Never')
      say(['template', 'spec', 'restartPolicy'], { code: 'value-not-allowed', message: `only "Never" is supported when \`${name}\` is specified` });
  if (value['maxFailedIndexes'] !== undefined && value['backoffLimitPerIndex'] === undefined)
    say(['maxFailedIndexes'], { code: 'exclusive-fields', message: '`backoffLimitPerIndex` must be given when `maxFailedIndexes` is' });
  if (value['podFailurePolicy'] !== undefined && value['podReplacementPolicy'] === 'TerminatingOrFailed')
    say(['podReplacementPolicy'], { code: 'value-not-allowed', message: 'must be Failed when `podFailurePolicy` is given' });
};
const jobSpec = fields(jobFields, indexedOnly, endsByItself);
export const job = fields({ 'metadata!': objectMetadata, 'spec!': jobSpec });
export { jobSpec };
