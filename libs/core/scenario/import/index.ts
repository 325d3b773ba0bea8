export { canonicalCsv } from './formats/canonical-csv.js';
export { importTrace, TRACE_FORMATS, type TraceFile, type TraceFormat } from './import-trace.js';
export { importOpenbNodes, importOpenbPods, type OpenbNode, type OpenbPod } from './openb.js';
export { type ScenarioNames, scenarioOfWorkload } from './scenario-of-workload.js';
export { type Transformation, transformWorkload } from './transform-workload.js';
export type { Workload, WorkloadApp, WorkloadNode, WorkloadPod } from './workload.js';
