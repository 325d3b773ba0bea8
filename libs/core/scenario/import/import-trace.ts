import { accepted, type Outcome, refused } from '#core/problem';
import { parseColumnMap } from './column-map.js';
import { azureFunctionsWorkload } from './formats/azure-functions-workload.js';
import { azureLlmWorkload } from './formats/azure-llm-workload.js';
import { azurePackingWorkload } from './formats/azure-packing-workload.js';
import { canonicalWorkload, isCanonical } from './formats/canonical-csv.js';
import { csvWorkload } from './formats/csv-workload.js';
import { google2019Workload } from './formats/google-2019-workload.js';
import { openbWorkload } from './formats/openb-workload.js';
import { simkubeWorkload } from './formats/simkube-workload.js';
import { swfWorkload } from './formats/swf-workload.js';
import { TraceTable } from './trace-table.js';
import { EMPTY_WORKLOAD, sortedWorkload, type Workload } from './workload.js';

export const TRACE_FORMATS = ['openb', 'azure-llm', 'azure-functions', 'azure-packing', 'google-2019', 'swf', 'simkube', 'csv'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** A file of a trace, unpacked. */
export interface TraceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Reads the files of a trace, which may be one table or several that belong together: the workload, or every problem at its line and column. */
export function importTrace(format: TraceFormat, files: readonly TraceFile[], columnMap?: string): Outcome<Workload> {
  const outcome = format === 'simkube' ? everyOne(files.map((file) => simkubeWorkload(file.bytes, file.name))) : ofTables(format, files, columnMap);
  if (!outcome.ok) return outcome;
  const workload = startingAtZero(sortedWorkload(outcome.value));
  if (workload.pods.length > 0 || workload.apps.length > 0 || workload.nodes.length > 0) return accepted(workload, outcome.warnings);
  return refused([{ code: 'trace-empty', severity: 'error', message: 'there is nothing in the trace', file: files[0]?.name ?? '', line: 1, column: 1 }]);
}

function ofTables(format: Exclude<TraceFormat, 'simkube'>, files: readonly TraceFile[], columnMap: string | undefined): Outcome<Workload> {
  const text = (file: TraceFile): string => new TextDecoder().decode(file.bytes);
  if (format === 'swf') {
    const read = files.map((file) => swfWorkload(text(file), file.name));
    return outcomeOf(
      read.map((one) => one.table),
      () => together(read.map((one) => one.workload)),
    );
  }
  const tables = files.map((file) => TraceTable.of(text(file), file.name));
  if (tables.some((table) => table.problems.length > 0)) return outcomeOf(tables, () => EMPTY_WORKLOAD);
  switch (format) {
    case 'openb':
      return outcomeOf(tables, () => together(tables.map(openbWorkload)));
    case 'azure-llm':
      return outcomeOf(tables, () => together(tables.map((table, index) => azureLlmWorkload(table, index === 0 ? 'llm' : `llm-${index + 1}`))));
    case 'azure-functions':
      return outcomeOf(tables, () => azureFunctionsWorkload(tables));
    case 'azure-packing':
      return outcomeOf(tables, () => azurePackingWorkload(tables));
    case 'google-2019':
      return outcomeOf(tables, () => google2019Workload(tables));
    case 'csv':
      return ofCsv(tables, columnMap);
  }
}

function ofCsv(tables: readonly TraceTable[], columnMap: string | undefined): Outcome<Workload> {
  if (columnMap === undefined && tables.every(isCanonical)) return outcomeOf(tables, () => together(tables.map(canonicalWorkload)));
  if (columnMap === undefined) {
    const message = 'the columns are not those of an exported workload, and no map says what they are';
    const hint = 'give --map, such as `at=submit_time:s,duration=runtime:s,cpu=cores:cores,memory=mem:Mi`';
    return refused([{ code: 'column-map-missing', severity: 'error', message, hint, file: tables[0]?.file ?? '', line: 1, column: 1 }]);
  }
  const { map, problems } = parseColumnMap(columnMap);
  return problems.length > 0 ? refused(problems) : outcomeOf(tables, () => together(tables.map((table) => csvWorkload(table, map))));
}

function outcomeOf(tables: readonly TraceTable[], read: () => Workload): Outcome<Workload> {
  const workload = read();
  const problems = tables.flatMap((table) => table.problems);
  return problems.length > 0 ? refused(problems) : accepted(workload);
}

function everyOne(outcomes: readonly Outcome<Workload>[]): Outcome<Workload> {
  const problems = outcomes.flatMap((one) => (one.ok ? [] : one.problems));
  return problems.length > 0 ? refused(problems) : accepted(together(outcomes.flatMap((one) => (one.ok ? [one.value] : []))));
}

const together = (all: readonly Workload[]): Workload => ({
  nodes: all.flatMap((one) => one.nodes),
  pods: all.flatMap((one) => one.pods),
  apps: all.flatMap((one) => one.apps),
});

function startingAtZero(workload: Workload): Workload {
  const first = workload.pods[0]?.atUs ?? 0;
  return first === 0 ? workload : { ...workload, pods: workload.pods.map((pod) => ({ ...pod, atUs: pod.atUs - first })) };
}
