export { AUTOSCALER_METRICS, type AutoscalerMetric, type AutoscalerRule, type AutoscalerStep } from './autoscaler/index.js';
export { checkEntryAgainst } from './check-entry-against.js';
export {
  type AppUse,
  DIVISIONS,
  type Division,
  type Entry,
  type EntryFile,
  type Extender,
  type KubernetesEntry,
  type KubernetesObject,
  type MesosEntry,
  type Place,
  type PluginEntry,
  type SwarmEntry,
} from './entry.js';
export { entryDigest } from './entry-digest.js';
export type { SwarmHealthcheck, SwarmRestartRule, SwarmService, SwarmUpdateRule } from './swarm/swarm-service.js';
export { type Constraint, parseConstraint } from './swarm/constraint.js';
export { parseEntry, type ParseOptions } from './parse-entry.js';
export { parseKubernetesSnapshot } from './kubernetes/snapshot/kubernetes-snapshot.js';
