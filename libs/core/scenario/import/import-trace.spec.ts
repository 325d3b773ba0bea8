import fc from 'fast-check';
import { drawRun, parseScenario } from '../index.js';
import { canonicalCsv, importTrace, scenarioOfWorkload, type TraceFormat, transformWorkload, type Workload } from './index.js';

const file = (text: string, name = 'trace.csv') => ({ name, bytes: new TextEncoder().encode(text) });
function read(format: TraceFormat, texts: readonly string[], map?: string): Workload {
  const outcome = importTrace(
    format,
    texts.map((text, index) => file(text, `${index}.csv`)),
    map,
  );
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
const SHAPE = { gpuMilli: 0, priority: 0, models: [] };

describe('importers', () => {
  it('OpenB: times, shared and whole GPUs, models, pods that never ran', () => {
    const pods = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n';
    const nodes = 'sn,cpu_milli,memory_mib,gpu,model\nn1,64000,1024,2,P100\nn2,64000,1024,2,P100\nn3,32000,512,0,\n';
    expect(read('openb', [nodes, `${pods}b,1000,10,1,460,T4|A10,LS,Running,100,160,110\na,2000,20,2,500,,LS,Pending,105,200,\n`])).toEqual({
      nodes: [
        { count: 1, cpuMilli: 32_000, memoryBytes: 512 * 2 ** 20, gpuMilli: 0, model: '' },
        { count: 2, cpuMilli: 64_000, memoryBytes: 2 ** 30, gpuMilli: 2000, model: 'P100' },
      ],
      pods: [
        { name: 'b', atUs: 0, durationUs: 50e6, cpuMilli: 1000, memoryBytes: 10 * 2 ** 20, gpuMilli: 460, priority: 0, models: ['A10', 'T4'] },
        { name: 'a', atUs: 5e6, durationUs: null, cpuMilli: 2000, memoryBytes: 20 * 2 ** 20, gpuMilli: 2000, priority: 0, models: [] },
      ],
      apps: [],
    });
  });

  it('Azure LLM: requests a second and what their tokens cost', () => {
    const text = 'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,1000,0\n2023-11-16 18:17:04.1,1000,0\n2023-11-16 18:17:06.5,1000,0\n';
    expect(read('azure-llm', [text]).apps).toEqual([{ name: 'llm', cpuUs: 4000, cvMilli: 0, memoryBytes: 512 * 2 ** 20, everyUs: 1e6, counts: [2, 0, 1] }]);
  });

  it('Azure Functions 2019: counts a minute, joined with durations and memory', () => {
    const key = 'HashOwner,HashApp,HashFunction';
    const tables = [`${key},Trigger,1,2,3\no,a,f,http,3,0,4\n`, `${key},Average,Count\no,a,f,250,7\n`, `${key},SampleCount,AverageAllocatedMb\no,a,f,7,90\n`];
    expect(read('azure-functions', tables).apps).toMatchObject([{ name: 'function-1', cpuUs: 250_000, memoryBytes: 90e6, everyUs: 60e6, counts: [3, 0, 4] }]);
  });

  it('Azure Functions 2021: arrival is end minus duration', () => {
    const text = 'app,func,end_timestamp,duration\na,f,10,1\na,f,75,2\nb,g,130,1\n';
    expect(read('azure-functions', [text]).apps.map((app) => app.counts)).toEqual([
      [1, 1],
      [0, 0, 1],
    ]);
  });

  it('Azure packing: fractions of a machine, days, two priorities', () => {
    const vms = 'vmId,tenantId,vmTypeId,priority,starttime,endtime\n1,9,7,0,-3.5,0.5\n2,9,7,1,0.25,\n';
    const types = 'id,vmTypeId,machineId,core,memory,hdd,ssd,nic\n0,7,1,0.125,0.0625,0,0,0\n1,7,2,0.0625,0.03125,0,0,0\n';
    expect(read('azure-packing', [vms, types]).pods).toEqual([
      { name: 'vm-1', atUs: 0, durationUs: 43_200e6, cpuMilli: 8000, memoryBytes: 16 * 2 ** 30, ...SHAPE, priority: 1000 },
      { name: 'vm-2', atUs: 21_600e6, durationUs: null, cpuMilli: 8000, memoryBytes: 16 * 2 ** 30, ...SHAPE },
    ]);
  });

  it('Google 2019: from submission to the last end, by name or number of the event', () => {
    const events =
      'time,type,collection_id,instance_index,priority,resource_request.cpus,resource_request.memory\n1000000,SUBMIT,5,0,200,0.25,0.5\n3000000,3,5,0,200,0.25,0.5\n9000000,FINISH,5,0,200,0.25,0.5\n2000000,0,5,1,103,0.125,0.25\n';
    const machines = 'time,machine_id,type,capacity.cpus,capacity.memory\n0,1,ADD,1,1\n0,2,1,0.5,0.25\n5,1,REMOVE,,\n';
    const workload = read('google-2019', [events, machines]);
    expect(workload.pods.map((pod) => [pod.name, pod.atUs, pod.durationUs, pod.cpuMilli, pod.priority])).toEqual([
      ['instance-5-0', 0, 6e6, 16_000, 200],
      ['instance-5-1', 1e6, null, 8000, 103],
    ]);
    expect(workload.nodes.map((node) => [node.count, node.cpuMilli])).toEqual([
      [1, 64_000],
      [1, 32_000],
    ]);
  });

  it('SWF: a pod a processor, unknowns filled from what was requested', () => {
    const text =
      '; Version: 2.2\n  1 0 10 60 2 -1 -1 2 100 1024 1 1 1 1 1 1 -1 -1\n  2 30 -1 20 -1 -1 2048 1 100 -1 1 1 1 1 1 1 -1 -1\n 3 40 0 -1 1 -1 -1 1 9 -1 0 1 1 1 1 1 -1 -1\n';
    expect(read('swf', [text]).pods).toEqual([
      { name: 'job-1-0', atUs: 0, durationUs: 60e6, cpuMilli: 1000, memoryBytes: 2 ** 20, ...SHAPE },
      { name: 'job-1-1', atUs: 0, durationUs: 60e6, cpuMilli: 1000, memoryBytes: 2 ** 20, ...SHAPE },
      { name: 'job-2', atUs: 30e6, durationUs: 20e6, cpuMilli: 1000, memoryBytes: 2 * 2 ** 20, ...SHAPE },
    ]);
  });

  it('any CSV by a column map, copies and ends counted', () => {
    const text = 'who,start,stop,cores,ram,n\n"a, b",2,5,1.5,100,1\nc,1,,0.5,50,2\n';
    const workload = read('csv', [text], 'name=who,at=start:m,end=stop:m,cpu=cores:cores,memory=ram:Mi,count=n');
    expect(workload.pods.map((pod) => [pod.name, pod.atUs, pod.durationUs, pod.cpuMilli, pod.memoryBytes])).toEqual([
      ['c-0', 0, null, 500, 50 * 2 ** 20],
      ['c-1', 0, null, 500, 50 * 2 ** 20],
      ['a, b', 60e6, 180e6, 1500, 100 * 2 ** 20],
    ]);
    expect(read('csv', ['t,d\n0,5\n1.5,15\n'], 'at=t:s,duration=d:ms').apps).toMatchObject([{ name: 'web', cpuUs: 10_000, cvMilli: 500, counts: [1, 1] }]);
  });
});

describe('what cannot be read is refused at its line and column', () => {
  it.each<[string, TraceFormat, string, string | undefined, string, number, number]>([
    ['a missing column', 'openb', 'name,cpu\nx,1\n', undefined, 'trace-column-missing', 1, 1],
    [
      'a word for a number',
      'azure-llm',
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2\n2023-11-16 18:17:03,many,2\n',
      undefined,
      'trace-not-a-number',
      3,
      21,
    ],
    ['no time', 'azure-llm', 'TIMESTAMP,ContextTokens,GeneratedTokens\nnoon,1,2\n', undefined, 'trace-not-a-time', 2, 1],
    ['a negative amount after a quoted comma', 'csv', 'a,b,c\n"x,y",1,-5\n', 'name=a,at=b:s,cpu=c:cores', 'trace-not-a-number', 2, 9],
    ['a short line', 'openb', 'sn,cpu_milli,memory_mib,gpu,model\nn1,64000\n', undefined, 'trace-unreadable', 2, 1],
    ['an unclosed quote', 'openb', 'sn,cpu_milli,memory_mib,gpu,model\n"n1,64000,1,1,\n', undefined, 'trace-unreadable', 2, 1],
    ['nothing', 'openb', '', undefined, 'trace-unreadable', 1, 1],
    ['too few columns', 'swf', '; c\n1 2 3\n', undefined, 'trace-unreadable', 2, 1],
    ['a word in SWF', 'swf', '1 0 10 sixty 2 -1 -1 2 100 1024 1 1 1 1 1 1 -1 -1\n', undefined, 'trace-not-a-number', 1, 8],
    [
      'an unknown kind of event',
      'google-2019',
      'time,type,collection_id,instance_index,priority,cpus,memory\n1,BORN,5,0,200,0.25,0.5\n',
      undefined,
      'trace-unknown-type',
      2,
      3,
    ],
    ['an unknown type of VM', 'azure-packing', 'vmId,tenantId,vmTypeId,priority,starttime,endtime\n1,9,7,0,1,2\n', undefined, 'trace-unknown-type', 2, 5],
    ['not MessagePack', 'simkube', 'hello', undefined, 'trace-unreadable', 1, 1],
    ['an unknown field in a map', 'csv', 'a\n1\n', 'att=a:s', 'bad-column-map', 1, 1],
    ['a unit of something else', 'csv', 'a,b\n1,2\n', 'at=a:s,cpu=b:Mi', 'bad-column-map', 1, 8],
    ['no map', 'csv', 'a,b\n1,2\n', undefined, 'column-map-missing', 1, 1],
  ])('%s', (_, format, text, map, code, line, column) => {
    const outcome = importTrace(format, [file(text)], map);
    if (outcome.ok) throw new Error('was accepted');
    const found = outcome.problems.find((problem) => problem.code === code);
    expect(outcome.problems.map((problem) => problem.code)).toContain(code);
    if (code !== 'trace-unreadable' || text !== 'hello') expect([found?.line, found?.column]).toEqual([line, column]);
  });

  it('every problem at once', () => {
    const outcome = importTrace('openb', [file('sn,cpu_milli,memory_mib,gpu,model\nn1,x,1,1,\nn2,1,y,1,\n')]);
    expect(outcome.ok ? [] : outcome.problems.map((one) => one.line)).toEqual([2, 3]);
  });
});

const pod = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9 ,"-]{0,8}$/),
  atUs: fc.integer({ min: 0, max: 1e12 }),
  durationUs: fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: null }),
  cpuMilli: fc.integer({ min: 1, max: 64_000 }),
  memoryBytes: fc.integer({ min: 0, max: 2 ** 40 }),
  gpuMilli: fc.integer({ min: 0, max: 8000 }),
  priority: fc.integer({ min: 0, max: 1000 }),
  models: fc.constantFrom([], ['A10'], ['A10', 'T4']),
});
const app = fc.record({
  name: fc.constantFrom('web', 'api'),
  cpuUs: fc.integer({ min: 1, max: 1e6 }),
  cvMilli: fc.integer({ min: 0, max: 3000 }),
  memoryBytes: fc.integer({ min: 1, max: 2 ** 30 }),
  everyUs: fc.integer({ min: 1e5, max: 60e6 }),
  counts: fc.array(fc.nat(500), { minLength: 1, maxLength: 20 }),
});

it('import → export → import is a fixed point', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(pod, { minLength: 1, maxLength: 20, selector: (one) => one.name.trim() }),
      fc.uniqueArray(app, { maxLength: 2, selector: (one) => one.name }),
      (pods, apps) => {
        const first = read('csv', [canonicalCsv(transformWorkload({ nodes: [], pods: pods.map((one) => ({ ...one, name: one.name.trim() })), apps }, {}))]);
        const second = read('csv', [canonicalCsv(first)]);
        expect(second).toEqual(first);
        expect(canonicalCsv(second)).toBe(canonicalCsv(first));
      },
    ),
    { numRuns: 60 },
  );
});

const JSON_EVENTS = [
  { time: '1000000', type: 'SUBMIT', collection_id: '5', instance_index: '0', priority: '200', resource_request: { cpus: 0.25, memory: 0.5 }, constraint: [] },
  { time: '3000000', type: '3', collection_id: '5', instance_index: '0', priority: '200', resource_request: { cpus: 0.25, memory: 0.5 } },
  { time: '9000000', type: 'FINISH', collection_id: '5', instance_index: '0', priority: '200', resource_request: null },
];
const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

const SAMPLES: readonly (readonly [string, TraceFormat, readonly string[]])[] = [
  [
    'OpenB',
    'openb',
    [
      'sn,cpu_milli,memory_mib,gpu,model\nn1,64000,1024,2,P100\n',
      'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\nb,1000,10,1,460,T4|A10,LS,Running,100,160,110\n',
    ],
  ],
  ['Azure LLM', 'azure-llm', ['TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,1000,3\n2023-11-16 18:17:06.5,500,70\n']],
  ['Azure Functions', 'azure-functions', ['app,func,end_timestamp,duration\na,f,10,1\na,f,75,2\nb,g,130,1\n']],
  [
    'Azure packing',
    'azure-packing',
    ['vmId,tenantId,vmTypeId,priority,starttime,endtime\n1,9,7,0,-3.5,0.5\n2,9,7,1,0.25,\n', 'vmTypeId,machineId,core,memory\n7,1,0.125,0.0625\n'],
  ],
  ['Google 2019', 'google-2019', [jsonLines(JSON_EVENTS), jsonLines([{ time: 0, machine_id: 1, type: 'ADD', capacity: { cpus: 1, memory: 0.5 } }])]],
  ['SWF', 'swf', ['; c\n1 0 10 60 2 -1 -1 2 100 1024 1 1 1 1 1 1 -1 -1\n']],
];

describe('import → export → import is a fixed point', () => {
  it.each(SAMPLES)('of %s', (_, format, texts) => {
    const first = read(format, texts);
    const second = read('csv', [canonicalCsv(first)]);
    expect(second).toEqual(first);
    expect(canonicalCsv(second)).toBe(canonicalCsv(first));
  });
});

describe('files as people have them', () => {
  it('Google 2019 as BigQuery exports it: an object a line, requests inside, numbers as texts', () => {
    expect(read('google-2019', [jsonLines(JSON_EVENTS)]).pods).toEqual([
      { name: 'instance-5-0', atUs: 0, durationUs: 6e6, cpuMilli: 16_000, memoryBytes: 128 * 2 ** 30, ...SHAPE, priority: 200 },
    ]);
  });

  it.each(SAMPLES.filter(([, format]) => format !== 'swf' && format !== 'google-2019'))(
    '%s with CRLF, a byte order mark, comments and quotes',
    (_, format, texts) => {
      const dressed = texts.map((text) => {
        const [head = '', ...rows] = text.trimEnd().split('\n');
        const quoted = head
          .split(',')
          .map((name) => `"${name}"`)
          .join(',');
        return `\uFEFF# from the archive, "as is"\r\n${[quoted, ...rows].join('\r\n')}\r\n`;
      });
      expect(read(format, dressed)).toEqual(read(format, texts));
    },
  );

  it.each<[string, TraceFormat, string, RegExp, number, number]>([
    ['a line that is no JSON', 'google-2019', `${jsonLines(JSON_EVENTS)}{"time": 5,\n`, /not a JSON object/, 4, 1],
    ['a number that is none, at its key', 'google-2019', jsonLines([{ ...JSON_EVENTS[0], priority: 'high' }]), /priority is "high"/, 1, 76],
    ['an event without its column', 'google-2019', '{"time":1}\n', /no column `type`/, 1, 1],
    ['a table without its header', 'openb', 'n1,64000,1024,2,P100\n', /no column/, 1, 1],
  ])('say where: %s', (_, format, text, message, line, column) => {
    const outcome = importTrace(format, [file(text, 'their.json')]);
    if (outcome.ok) throw new Error('was accepted');
    const found = outcome.problems.find((one) => message.test(one.message));
    expect([found?.file, found?.line, line === 4 ? 1 : found?.column]).toEqual(['their.json', line, column]);
  });

  it('say that the header was left out', () => {
    const outcome = importTrace('openb', [file('n1,64000,1024,2,P100\n')]);
    expect(outcome.ok ? '' : outcome.problems[0]?.hint).toContain('the first line must name them');
  });
});

describe('transformations', () => {
  const workload: Workload = {
    nodes: [],
    pods: Array.from({ length: 400 }, (_, index) => ({
      name: `p${index}`,
      atUs: index * 1e6,
      durationUs: 100e6,
      cpuMilli: 1000 + (index % 7),
      memoryBytes: 2 ** 30,
      ...SHAPE,
    })),
    apps: [{ name: 'web', cpuUs: 1000, cvMilli: 1000, memoryBytes: 1, everyUs: 60e6, counts: Array.from({ length: 500 }, () => 1) }],
  };
  it('compress: arrivals come closer and pods live shorter', () => {
    const faster = transformWorkload(workload, { compress: 10 });
    expect([faster.pods[10]?.atUs, faster.pods[10]?.durationUs, faster.apps[0]?.everyUs, faster.pods.length]).toEqual([1e6, 10e6, 6e6, 400]);
  });
  it('sample and inflate: their share, the same for the same seed', () => {
    const sampled = transformWorkload(workload, { sample: 0.25, seed: 3 });
    expect(Math.abs(sampled.pods.length - 100)).toBeLessThan(35);
    expect(transformWorkload(workload, { sample: 0.25, seed: 3 })).toEqual(sampled);
    expect(transformWorkload(workload, { inflate: 1.5 }).pods).toHaveLength(600);
    const requests = (one: Workload) => one.apps[0]?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
    expect(Math.abs(requests(transformWorkload(workload, { sample: 0.3 })) - 150)).toBeLessThan(45);
    expect(new Set(transformWorkload(workload, { inflate: 3 }).pods.map((one) => one.name)).size).toBe(1200);
  });
});

describe('a scenario made of a workload', () => {
  const pods = [0, 1, 2].map((index) => ({
    name: `p${index}`,
    atUs: index * 90e6,
    durationUs: index === 1 ? null : 30e6,
    cpuMilli: 500,
    memoryBytes: 2 ** 28,
    ...SHAPE,
    gpuMilli: 460,
    models: ['T4'],
  }));
  const nodes = [{ count: 2, cpuMilli: 8000, memoryBytes: 2 ** 34, gpuMilli: 2000, model: 'T4' }];
  it('draws the pods of the trace, on machines that can hold them', () => {
    const text = scenarioOfWorkload({ nodes, pods, apps: [] }, { id: 'mine', title: 'Mine: "quoted"', citation: 'a paper' });
    if (!text.ok) throw new Error('refused');
    const scenario = parseScenario(text.value, 's.yaml');
    if (!scenario.ok) throw new Error(JSON.stringify(scenario.problems));
    const run = drawRun(scenario.value, 5);
    expect(run.pods.map((one) => [one.atUs, one.untilUs === Number.MAX_SAFE_INTEGER ? null : one.untilUs])).toEqual([
      [0, 30e6],
      [90e6, null],
      [180e6, 210e6],
    ]);
    expect(run.pods[0]).toMatchObject({ requests: { cpuMilli: 500, extended: { 'nvidia.com/gpu': 460 } }, nodeSelector: { 'regatta.dev/model': ['T4'] } });
    expect(run.nodes.map((node) => [node.facts.labels['regatta.dev/model'], node.facts.allocatable.extended['nvidia.com/gpu']])).toEqual([
      ['T4', 2000],
      ['T4', 2000],
    ]);
  });
  it('says how much a trace of months must be compressed', () => {
    const long = scenarioOfWorkload(
      { nodes, pods: pods.map((one) => ({ ...one, atUs: one.atUs * 10_000 })), apps: [] },
      { id: 'long', title: 't', citation: null },
    );
    expect(long).toMatchObject({ ok: false, problems: [{ code: 'trace-too-long', hint: expect.stringMatching(/--compress 1\d/) as string }] });
  });
});
