import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseScenario } from '#core/scenario';
import { canonicalCsv, importTrace, scenarioOfWorkload, TRACE_FORMATS, type TraceFormat, transformWorkload, type Workload } from '#core/scenario/import';
import { jsonOption } from '../../arguments.js';
import { CommandFailed, EXIT } from '../../exit-code.js';
import { valueOf } from '../../read-input.js';
import { readTrace } from '../../read-trace.js';
import { writeOutput } from '../../write-output.js';

interface Options {
  readonly format: TraceFormat;
  readonly map?: string;
  readonly compress?: number;
  readonly inflate?: number;
  readonly sample?: number;
  readonly seed: number;
  readonly id?: string;
  readonly title?: string;
  readonly cite?: string;
  readonly out?: string;
  readonly export?: string;
  readonly json?: boolean;
}

const HELP = `
Formats (files you have; what is compressed by gzip is unpacked; tables that belong together are given together):
  openb            Alibaba GPU cluster 2023: node list and pod list
  azure-llm        Azure LLM inference 2023: requests with their tokens
  azure-functions  2019: invocations, durations, memory; 2021: a line a call
  azure-packing    Azure packing 2020: the SQLite file, or its tables vm and vmType written as CSV
  google-2019      Google cluster data 2019: instance_events and machine_events, JSON lines as BigQuery exports them or CSV
  swf              Standard Workload Format of the Parallel Workloads Archive
  simkube          SimKube trace, version 2
  csv              any table with --map, or what --export wrote

Column map: field=column:unit, separated by commas. Pods: at, duration or end, cpu, memory, gpu, count, priority, models, name.
Requests (no cpu): at, app, duration (their CPU time), count. Units: us ms s m h d; cores milli; B Ki Mi Gi k M G; gpus milli.

Examples:
  regatta scenario import --format openb nodes.csv.gz pods.csv.gz --compress 100 --out packing.yaml
  regatta scenario import --format csv jobs.csv --map at=submit:s,duration=run:s,cpu=cores:cores,memory=mem:Mi --out jobs.yaml
  regatta scenario import --format swf log.swf --sample 0.1 --export workload.csv`;

/** `regatta scenario import`: a public trace, or one of your own, as a scenario to go on from. */
export function importCommand(scenario: Command): void {
  scenario
    .command('import')
    .description('makes a scenario of a workload trace')
    .argument('<files...>', 'the files of the trace')
    .addOption(new Option('--format <format>', 'what the files are').choices(TRACE_FORMATS).makeOptionMandatory())
    .option('--map <map>', 'for csv: which column is what')
    .option('--compress <times>', 'let time run faster', positive)
    .option('--inflate <times>', 'more of the same pods and requests', positive)
    .option('--sample <share>', 'keep a share of the pods and requests', share)
    .option('--seed <n>', 'draws what is kept and added', positive, 1)
    .option('--id <id>', 'of the scenario (default: from the file name)')
    .option('--title <title>', 'of the scenario')
    .option('--cite <text>', 'where the trace is from')
    .option('--out <file>', 'the scenario file (default: standard output)')
    .option('--export <file>', 'also the workload itself as CSV, which `--format csv` reads back without loss')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(importFiles);
}

async function importFiles(paths: readonly string[], options: Options): Promise<void> {
  const files = (await Promise.all(paths.map(readTrace))).flat();
  const raw = outcomeOrJson(importTrace(options.format, files, options.map), options);
  const workload = transformWorkload(raw, options);
  if (options.export !== undefined) writeOutput(options.export, canonicalCsv(workload));
  const id = options.id ?? idOf(paths[0] ?? '');
  const text = outcomeOrJson(
    scenarioOfWorkload(workload, { id, title: options.title ?? `Imported from ${basename(paths[0] ?? '')}`, citation: options.cite ?? null }),
    options,
  );
  const scenario = outcomeOrJson(parseScenario(text, options.out ?? `${id}.yaml`), options);
  if (options.out !== undefined) writeOutput(options.out, text);
  if (options.json === true)
    console.log(
      JSON.stringify(
        { ok: true, scenario: scenario.id, digest: scenario.digest, ...sizeOf(workload), ...(options.out === undefined ? { text } : {}) },
        null,
        2,
      ),
    );
  else if (options.out === undefined) process.stdout.write(text);
  else
    console.log(
      `${options.out}: ${Object.entries(sizeOf(workload))
        .map(([what, count]) => `${count} ${what}`)
        .join(', ')}`,
    );
}

/** The value; or the problems, as the caller wants them told, and the end. */
function outcomeOrJson<T>(outcome: Parameters<typeof valueOf<T>>[0], { json }: Options): T {
  if (json !== true || outcome.ok) return valueOf(outcome);
  console.log(JSON.stringify({ ok: false, problems: outcome.problems }, null, 2));
  throw new CommandFailed(EXIT.atFault, `${outcome.problems.length} problem${outcome.problems.length === 1 ? '' : 's'}`);
}

const sizeOf = ({ nodes, pods, apps }: Workload) => ({
  machines: nodes.reduce((sum, node) => sum + node.count, 0),
  pods: pods.length,
  applications: apps.length,
  requests: apps.reduce((sum, app) => sum + app.counts.reduce((all, count) => all + count, 0), 0),
});

const idOf = (path: string): string =>
  basename(path)
    .replace(/\.(csv|swf|sktrace|txt|gz|jsonl?|sqlite|db)/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40) || 'imported';

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number above 0.');
}

function share(text: string): number {
  const value = positive(text);
  if (value <= 1) return value;
  throw new InvalidArgumentError('a share above 0, 1 at most.');
}
