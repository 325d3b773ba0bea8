import type { DrawnRun } from '#core/scenario';
import type { LiveCluster } from '../cluster/live-cluster.js';
import type { LiveMeasures } from '../measure/live-measures.js';
import type { FaultReport } from './fault-report.js';
import type { NodeFaults } from './node-faults.js';

/** What faults are carried out on, and who is told. */
export interface FaultGround {
  readonly run: DrawnRun;
  readonly cluster: LiveCluster;
  readonly measures: LiveMeasures;
  readonly nodes: NodeFaults;
  readonly report: FaultReport;
  readonly nowUs: () => number;
  /** Told before a machine is switched off, so that what it used is not lost. */
  readonly beforeOff: () => Promise<void>;
}
