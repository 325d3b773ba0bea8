import { fields, flag, inert, oneOf, text, unsupported, whole } from '../../shape/shapes.js';
import { cronSchedule } from '../cron-schedule.js';
import { objectMetadata, templateMetadata } from '../metadata.js';
import { jobSpec } from './workloads.js';

export const cronJob = fields({
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
});
