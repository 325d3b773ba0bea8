import type { RunMetrics, RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';
import { AXES, BUDGET, type RunScore, scoreRun } from '#core/scoring';
import { amountInWords, formatDurationUs } from '#core/units';
import { printLive } from './print-live.js';
import { milliseconds, percent, plainTable, points } from './plain-table.js';

/** A run as somebody reads it: how it ended, what it measured, what that is worth. */
export function printRun(record: RunRecord, scenario: Scenario): void {
  const run = scoreRun(record, scenario);
  console.log(`${scenario.title} (${scenario.id}, seed ${record.seed})`);
  console.log(`verdict   ${record.verdict}${record.cause === null ? '' : `: ${record.cause}`}`);
  if (record.metrics !== null) printMetrics(record.metrics);
  if (record.metrics?.live !== undefined) printLive(record.metrics.live);
  console.log(`score     ${points(run.score)}${gateNote(run)}${withoutReferences(run)}`);
  if (run.costs !== null) console.log(plainTable(['', ...AXES], scoreRows(run, scenario)));
  console.log(`entry     ${record.entry.digest}\nrecord    ${record.recordDigest}`);
}

function gateNote({ gates }: RunScore): string {
  if (gates?.slo === true) return ' (the SLO was missed: machines saved earn nothing)';
  return gates?.budget === true ? ` (more than ${BUDGET} times the baseline was spent: latency and recovery earn nothing)` : '';
}

const withoutReferences = (run: RunScore): string => (run.score === null && run.costs !== null ? ' (the scenario has no references to score against yet)' : '');

function scoreRows(run: RunScore, scenario: Scenario): readonly (readonly string[])[] {
  const { costs, normalized } = run;
  if (costs === null) return [];
  const rows = [['cost', ...AXES.map((axis) => costs[axis].toPrecision(5))]];
  if (normalized !== null) rows.push(['points of 100', ...AXES.map((axis) => (normalized[axis] * 100).toFixed(1))]);
  return [...rows, ['weight', ...AXES.map((axis) => scenario.scoring.weights[axis].toString())]];
}

function printMetrics({ apps, latency, utilization, recovery, stages }: RunMetrics): void {
  const rows = [...apps, { ...latency, app: 'all' }].map((app) => [
    app.app,
    app.offered,
    percent(app.offered === 0 ? 1 : app.good / app.offered),
    app.rejected + app.timedOut + app.failed,
    milliseconds(app.p50Us),
    milliseconds(app.p95Us),
    milliseconds(app.p99Us),
  ]);
  console.log(plainTable(['application', 'requests', 'within SLO', 'lost', 'p50', 'p95', 'p99'], rows));
  const { cpuUsedShare, cpuRequestedShare, usedNodeSeconds } = utilization;
  console.log(
    `machines  ${amountInWords(usedNodeSeconds / 3600)} node hours; of their cpu ${percent(cpuRequestedShare)} requested, ${percent(cpuUsedShare)} used`,
  );
  const faults = recovery.faults.map((fault) => [
    fault.fault,
    formatDurationUs(fault.atUs),
    fault.recoveredAfterUs === null ? 'not' : formatDurationUs(fault.recoveredAfterUs),
    percent(fault.dip),
    fault.sloDebt.toFixed(1),
  ]);
  if (faults.length > 0) console.log(plainTable(['fault', 'at', 'recovered after', 'lowest', 'SLO debt'], faults));
  const timings = Object.entries(stages).map(([stage, timing]) => [
    stage,
    timing.count,
    milliseconds(timing.p50Us),
    milliseconds(timing.p95Us),
    milliseconds(timing.maxUs),
  ]);
  console.log(plainTable(['stage', 'count', 'p50', 'p95', 'longest'], timings));
}
