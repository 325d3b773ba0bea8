import { fields, flag, inert, oneOf, text, unsupported, whole } from '../../shape/shapes.js';
import type { Rule } from '../../shape/shape.js';
import { cronSchedule } from '../cron-schedule.js';
import { objectMetadata, templateMetadata } from '../metadata.js';
import { jobSpec } from './workloads.js';

/** Jobs are named after it and the minute they are made for. */
const LONGEST_NAME = 52;
const nameLeavesRoom: Rule = (value, say) => {
  const { name = '' } = (value['metadata'] ?? {}) as { name?: string };
  if (name.length > LONGEST_NAME) say(['metadata', 'name'], { code: 'invalid-name', message: `must be no more than ${LONGEST_NAME} characters` });
};

const SHAPE = {
  'metadata!': objectMetadata,
  'spec!': fields({
    'schedule!': text(cronSchedule),
    'jobTemplate!': fields({ metadata: templateMetadata, 'spec!': jobSpec }),
    concurrencyPolicy: oneOf('Allow', 'Forbid', 'Replace'),
    startingDeadlineSeconds: whole(),
    suspend: flag,
    timeZone: unsupported('leave it out: the clock of a run is UTC'),
    successfulJobsHistoryLimit: inert,
    failedJobsHistoryLimit: inert,
  }),
};
export const cronJob = fields(SHAPE, nameLeavesRoom);
