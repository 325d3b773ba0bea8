import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { drawRun, parseScenario } from '#core/scenario';
import { canonicalCsv, importTrace, scenarioOfWorkload, type TraceFormat, transformWorkload, type Workload } from '#core/scenario/import';

/** Public traces are read where they are; they are not part of this repository. */
const folder = [join(__dirname, '../../../../shared/traces')].find((one) => existsSync(one));
const whenThere = folder === undefined ? it.skip : it;
const file = (name: string) => ({ name, bytes: gunzipSync(readFileSync(join(folder ?? '', name))) });

function read(format: TraceFormat, names: readonly string[], map?: string): Workload {
  const outcome = importTrace(format, names.map(file), map);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems.slice(0, 3)));
  return outcome.value;
}
jest.setTimeout(120_000);

const requests = ({ apps }: Workload): number => apps.reduce((sum, app) => sum + app.counts.reduce((all, count) => all + count, 0), 0);

type Row = [string, TraceFormat, readonly string[], string | undefined, { nodes?: number; pods?: number; apps?: number; requests?: number }, number];
const functions = 'azure-functions-sample/';
const ROWS: readonly Row[] = [
  ['OpenB, default', 'openb', ['openb/openb_node_list_gpu_node.csv.gz', 'openb/openb_pod_list_default.csv.gz'], undefined, { nodes: 1213, pods: 8152 }, 100],
  [
    'OpenB, several GPUs, without times',
    'openb',
    ['openb/openb_node_list_all_node.csv.gz', 'openb/openb_pod_list_multigpu20.csv.gz'],
    undefined,
    { nodes: 1523 },
    1,
  ],
  ['Azure LLM, code', 'azure-llm', ['azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz'], undefined, { apps: 1, requests: 8819 }, 1],
  ['Azure LLM, conversation', 'azure-llm', ['azure-llm-2023/AzureLLMInferenceTrace_conv.csv.gz'], undefined, { apps: 1, requests: 19_366 }, 1],
  [
    'Azure Functions 2019',
    'azure-functions',
    [`${functions}invocations.csv.gz`, `${functions}durations.csv.gz`, `${functions}memory.csv.gz`],
    undefined,
    {},
    1,
  ],
  ['Azure Functions 2021', 'azure-functions', [`${functions}Azure2021_200.csv.gz`], undefined, { requests: 199 }, 1],
  ['SimKube, CronJob', 'simkube', ['simkube/cronjob.sktrace.gz'], undefined, { pods: 3 }, 1],
  ['SimKube, scaling DeathStarBench', 'simkube', ['simkube/dsb-scaling.sktrace.gz'], undefined, { pods: 54 }, 1],
  [
    'SURF, by a column map',
    'csv',
    ['opendc/surf_week.csv.gz'],
    'name=id,at=submission_time:ms,duration=duration:ms,cpu=cpu_count:cores,memory=mem_capacity:M',
    { pods: 6295 },
    10,
  ],
];

describe.each(ROWS)('%s', (_, format, names, map, expected, compress) => {
  whenThere('is read whole; import → export → import is a fixed point; the scenario made of it draws', () => {
    const workload = read(format, names, map);
    const found = {
      nodes: workload.nodes.reduce((sum, node) => sum + node.count, 0),
      pods: workload.pods.length,
      apps: workload.apps.length,
      requests: requests(workload),
    };
    expect(found).toMatchObject(expected);

    const exported = canonicalCsv(workload);
    const again = importTrace('csv', [{ name: 'exported.csv', bytes: new TextEncoder().encode(exported) }]);
    if (!again.ok) throw new Error(JSON.stringify(again.problems.slice(0, 3)));
    expect(again.value).toEqual(workload);
    expect(canonicalCsv(again.value)).toBe(exported);

    const text = scenarioOfWorkload(transformWorkload(workload, { compress }), { id: 'imported', title: 'Imported', citation: null });
    if (!text.ok) throw new Error(JSON.stringify(text.problems));
    const scenario = parseScenario(text.value, 'imported.yaml');
    if (!scenario.ok) throw new Error(JSON.stringify(scenario.problems.slice(0, 3)));
    expect(drawRun(scenario.value, 1).pods.length).toBe(workload.pods.length);
  });
});
