export { AGENT_ATTRIBUTES, AGENT_DISK_MIB } from './check-mesos-against.js';
export {
  type ConstraintOperator,
  HOSTNAME_FIELDS,
  isOwnField,
  REGION_FIELD,
  wholeMatch,
  type WrittenConstraint,
  ZONE_FIELD,
} from './constraint.js';
export type { MarathonApp, MarathonHealthCheck, MarathonReadinessCheck, RoleQuota, RoleWeight } from './marathon-app.js';
export { mesosEntry } from './mesos-entry.js';
export { masterKind } from './read-master.js';
export type { MesosSnapshot, SnapshotAgent, SnapshotResources, SnapshotTask } from './snapshot/mesos-snapshot.js';
export { isMesosSnapshot, parseMesosSnapshot } from './snapshot/read-snapshot.js';
