export type { Application, BalancerRule, Call, JobRule, RetryRule, Slo } from './application.js';
export { constant, type Distribution } from './distribution.js';
export { draw } from './draw.js';
export type { ArrivalSource, DrawnJob, DrawnNode, DrawnPod, DrawnRun, MaintenanceStep, PoolGrowth, ScheduledFault } from './drawn-run.js';
export { FAULT_KINDS, type FaultEffect, type FaultKind, type FaultRule, type FaultTiming, type NodeTarget } from './fault-rule.js';
export type { AppLoad, LoadShape } from './load-shape.js';
export type {
  Clock,
  ClusterRule,
  HiddenSeeds,
  ImageSupply,
  Interference,
  Lags,
  NodePool,
  PackingRule,
  PackingTrace,
  PerAxisNumbers,
  PodShape,
  Release,
  Scenario,
  Scoring,
  Variation,
} from './scenario.js';
export { nearest } from './document/nearest.js';
export { drawRun } from './drawing/draw-run.js';
export { lintScenario } from './lint/lint-scenario.js';
export { replaceReferences } from './document/replace-references.js';
export { memberOf } from './member-of.js';
export { newScenario } from './new-scenario.js';
export { parseScenario } from './parse-scenario.js';
export { meanOf } from './lint/mean-of.js';
export { type PreviewCost, type PreviewFault, type PreviewMinute, previewScenario, type ScenarioPreview } from './lint/preview-scenario.js';
export { previewSvg } from './lint/preview-svg.js';
export { commitmentOf, perturbedTwin, type TwinOptions } from './twin/perturbed-twin.js';
export { scenarioJsonSchema } from './scenario-json-schema.js';
export { previewTable } from './lint/preview-table.js';
