import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '#core/run';
import { probeHost, refusalOf } from '#io/live';
import { buildImage } from '../../libs/io/live/images/build-image.js';
import { describeWithEngine, engineUnderTest, realNodeImage, socketPath } from './engine-under-test.js';
import { standInImage } from './kubernetes-stand-in/stand-in-image.js';
import { judgedInTime } from './judged-in-time.js';
import { smallBatchEntry, smallKubernetesEntry, smallSwarmEntry } from './small-entries.js';
import { ETL, smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

/** Packs: the one score of the entry's own scheduler is how full a node is. */
const PACKING = `
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
  - schedulerName: default-scheduler
    pluginConfig:
      - name: NodeResourcesFit
        args: { scoringStrategy: { type: MostAllocated, resources: [{ name: cpu, weight: 1 }, { name: memory, weight: 1 }] } }
    plugins: { score: { disabled: [{ name: PodTopologySpread }, { name: NodeResourcesBalancedAllocation }] } }
`;

const AUTOSCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 2
  maxReplicas: 4
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 10 } } }]
`;

/** A stand-in has no metrics API that a HorizontalPodAutoscaler could ask. */
const onReal = realNodeImage === undefined ? it.skip : it;

describeWithEngine('judging on a real Kubernetes', () => {
  const engine = engineUnderTest();
  let folder: string;
  let image: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-live-kubernetes-'));
    const faults = 'faults: [{ name: crash, at: 6s, for: 3s, nodeCrash: {} }, { name: upkeep, at: 11s, drain: {} }]';
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '20s', faults }).text);
    writeFileSync(join(folder, 'batch-too.yaml'), smallScenario({ horizon: '20s', faults, more: ETL }).text);
    const [shop] = smallKubernetesEntry({ web: 3, api: 3 }).files;
    writeFileSync(join(folder, 'spread.yaml'), shop?.text ?? '');
    writeFileSync(join(folder, 'with-jobs.yaml'), smallBatchEntry({ web: 3, api: 3 }).files[0]?.text ?? '');
    writeFileSync(join(folder, 'packed.yaml'), `${shop?.text}---${PACKING}`);
    writeFileSync(join(folder, 'stack.yml'), smallSwarmEntry().files[0]?.text ?? '');
    writeFileSync(join(folder, 'busy.yaml'), smallScenario({ horizon: '75s', rate: '40/s' }).text);
    writeFileSync(join(folder, 'autoscaled.yaml'), `${smallKubernetesEntry({ web: 2, api: 2 }).files[0]?.text}---${AUTOSCALER}`);
    image = realNodeImage ?? (await standInImage(engine));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const judge = (entry: string, ...more: readonly string[]) => judgeOn('scenario.yaml', entry, ...more);
  const judgeOn = (played: string, entry: string, ...more: readonly string[]) => {
    const file = join(folder, `${entry}.json`);
    const scenario = ['--scenario', join(folder, played), '--record', file];
    const words = [join(folder, entry), ...scenario, '--live', '--driver', 'kubernetes', ...more];
    const { status, stdout, stderr } = judgedInTime(words, { DOCKER_HOST: `unix://${socketPath}` });
    return { status, said: stdout + stderr, record: () => JSON.parse(readFileSync(file, 'utf8')) as RunRecord };
  };
  const firstNodes = ({ log }: RunRecord): number => {
    const starts = log.lines.map((line) => JSON.parse(line) as unknown[]).filter((line) => line[1] === 'start-pod');
    return new Set(starts.slice(0, 6).map((line) => line[4])).size;
  };
  it('measures a run, jobs too, and the result says which driver ran it', () => {
    const { status, said, record } = judgeOn('batch-too.yaml', 'with-jobs.yaml', '--node-image', image);
    expect([status, said]).toEqual([0, expect.stringMatching(/verdict +completed[^]*driver +kubernetes, on Docker/)]);
    const { world, verdict, metrics } = record();
    expect([world, verdict, metrics?.live?.driver]).toEqual(['live', 'completed', 'kubernetes']);
    expect(metrics?.latency.served).toBeGreaterThan((metrics?.latency.offered ?? 0) / 2);
    for (const stage of ['deploy', 'store', 'retrieve', 'run'] as const) expect([stage, (metrics?.stages[stage].count ?? 0) > 0]).toEqual([stage, true]);
    expect(metrics?.live?.faults).toEqual(expect.arrayContaining([expect.stringMatching(/crash: node \d off$/), expect.stringMatching(/crash: node \d on$/)]));
    expect(metrics?.live?.faults.filter((line) => /FAILED|not seen/.test(line))).toEqual([]);
    expect(firstNodes(record())).toBe(3);
    expect(metrics?.batch).toMatchObject({ jobs: 1, finished: 1 });
  });

  it("gives the scheduler the entry's own configuration", () => {
    const { status, said, record } = judge('packed.yaml', '--node-image', image);
    expect([status, said]).toEqual([0, expect.stringMatching(/verdict +completed/)]);
    expect(firstNodes(record())).toBe(1);
  });

  onReal('scales by what its pods use, as its own HorizontalPodAutoscaler decides, and the record says so', () => {
    const { status, said, record } = judgeOn('busy.yaml', 'autoscaled.yaml', '--node-image', image);
    expect([status, said]).toEqual([0, expect.stringMatching(/verdict +completed/)]);
    const { log, metrics } = record();
    const notes = log.lines.map((line) => JSON.parse(line) as unknown[]).filter((line) => line[1] === 'note' && line[2] === 'scaled');
    expect(notes).toContainEqual(expect.arrayContaining(['hpa/api', expect.stringMatching(/New size: [34]; reason: cpu resource utilization .*above target/)]));
    expect(metrics?.stages.scale.count).toBeGreaterThan(0);
  });

  it.each([
    [
      'where the node image is not there',
      'spread.yaml',
      ['--node-image', 'kindest/node:v0.0.0'],
      /does not hold the node image kindest\/node:v0\.0\.0\s+to mend: docker pull kindest\/node:v0\.0\.0/,
    ],
    ['an entry of another division', 'stack.yml', [], /takes manifests, and this is an entry of the division swarm\s+to mend: take the driver light/],
  ])('is refused with the reason and the fix: %s', (_, entry, words, reason) => {
    const { status, said } = judge(entry, ...(words.length === 0 ? ['--node-image', image] : words));
    expect([status, said]).toEqual([3, expect.stringMatching(reason)]);
  });

  it('is refused where the engine allows no privileged containers and the image needs them, with what is missing', async () => {
    const real = await buildImage(engine, 'kubernetes-node-without-rights', [{ path: '/kind/version', mode: 0o644, content: 'v1.36.0\n' }]);
    const facts = await probeHost(engine, real);
    expect(facts.nodeImages).toEqual([{ name: real, flavour: 'kind', rights: 'privileged' }]);
    expect(refusalOf('kubernetes', { ...facts, privileged: true })).toBeNull();
    expect(refusalOf('kubernetes', { ...facts, privileged: false, missingCapabilities: ['CAP_SYS_RESOURCE'] })).toEqual({
      code: 'engine-too-weak',
      reason: expect.stringMatching(/need privileged containers, and this engine refuses them \(no process of this host may have CAP_SYS_RESOURCE\)$/),
      fix: expect.stringMatching(/allows --privileged, or take the driver light/),
    });
    if (!facts.privileged)
      expect(judge('spread.yaml', '--node-image', real)).toMatchObject({ status: 3, said: expect.stringMatching(/need privileged containers/) });
  });
});
