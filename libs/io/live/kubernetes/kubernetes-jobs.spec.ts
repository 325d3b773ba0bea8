import type { DrawnJob, DrawnRun } from '#core/scenario';
import type { ClusterListener } from '../cluster/live-cluster.js';
import type { LiveFault } from '../engine/open-engine.js';
import type { JobPattern } from './adapt-manifests.js';
import { KubernetesJobs } from './kubernetes-jobs.js';
import type { PodObject } from './pod-watch.js';

const JOB: DrawnJob = { job: 'etl-1', app: 'etl', atUs: 0, items: 3, itemCpuUs: [5, 6, 7], itemCores: 1, parallelism: 2, priority: 0 } as unknown as DrawnJob;

interface Applied {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly value?: number;
  readonly spec: {
    readonly parallelism: number;
    readonly completions: number;
    readonly completionMode: string;
    readonly template: { readonly spec: { readonly restartPolicy: string; readonly priorityClassName?: string; readonly containers: readonly object[] } };
  };
}

function bench(job: Partial<DrawnJob> = {}, pod: object = {}, parallelism: number | null = null, refusal: string | null = null) {
  const told: unknown[][] = [];
  const applied: Applied[] = [];
  const listener = {
    log: (_: number, ...line: unknown[]) => told.push(line),
    itemDone: (...line: unknown[]) => told.push(['item-done', ...line]),
  } as unknown as ClusterListener;
  const spec = {
    backoffLimit: 2,
    template: {
      spec: {
        containers: [
          { name: 'main', image: 'regatta/etl' },
          { name: 'side', image: 'other' },
        ],
        ...pod,
      },
    },
  };
  const patterns = new Map<string, JobPattern>([['etl', { namespace: 'shop', app: 'etl', spec, parallelism }]]);
  const kubectl = {
    run: async (_: readonly string[], text = '') => {
      if (refusal !== null) throw new Error(refusal);
      applied.push(...(JSON.parse(text) as { items: Applied[] }).items);
      return '';
    },
  };
  const broken = ({ code, retryable, message }: LiveFault): void => void told.push(['broken', code, retryable, message]);
  const jobs = new KubernetesJobs({ run: { jobs: [{ ...JOB, ...job }] } as unknown as DrawnRun, patterns, kubectl, listener, nowUs: () => 9, broken });
  const begun = async (): Promise<readonly Applied[]> => {
    jobs.begin();
    await new Promise((resolve) => setTimeout(resolve, 20));
    jobs.stop();
    return applied;
  };
  return { jobs, told, begun };
}

const pod = (job: string, index: string): PodObject =>
  ({
    metadata: { labels: { 'batch.kubernetes.io/job-name': job }, annotations: { 'batch.kubernetes.io/job-completion-index': index } },
  }) as unknown as PodObject;

describe('jobs on a real Kubernetes', () => {
  it('are indexed Jobs of the pattern, whose containers know what all items cost', async () => {
    const [made] = await bench().begun();
    expect(made).toMatchObject({
      kind: 'Job',
      metadata: { name: 'etl-1', namespace: 'shop' },
      spec: { backoffLimit: 2, parallelism: 2, completions: 3, completionMode: 'Indexed', template: { spec: { restartPolicy: 'OnFailure' } } },
    });
    expect(made?.spec.template.spec.containers).toEqual([
      { name: 'main', image: 'regatta/etl', env: [{ name: 'REGATTA_ITEMS', value: '[5,6,7]' }] },
      { name: 'side', image: 'other' },
    ]);
  });

  it.each([
    ['the pattern runs fewer at once', {}, {}, 1, { parallelism: 1 }],
    ['the pattern runs more at once', {}, {}, 9, { parallelism: 2 }],
    ['it would run its pods for ever', {}, { restartPolicy: 'Always' }, null, { template: { spec: { restartPolicy: 'OnFailure' } } }],
    ['it does not restart its pods', {}, { restartPolicy: 'Never' }, null, { template: { spec: { restartPolicy: 'Never' } } }],
  ])('where %s', async (_, job, podSpec, parallelism, spec) => {
    const [made] = await bench(job, podSpec, parallelism).begun();
    expect(made?.spec).toMatchObject(spec);
  });

  it('have the priority that the scenario gives them by a class of their own, unless the pattern names one', async () => {
    const [itsClass, made] = await bench({ priority: 100 }).begun();
    expect(itsClass).toMatchObject({ kind: 'PriorityClass', metadata: { name: 'regatta-100' }, value: 100 });
    expect(made?.spec.template.spec.priorityClassName).toBe('regatta-100');
    const own = await bench({ priority: 100 }, { priorityClassName: 'low' }).begun();
    expect(own.map(({ kind, spec }) => [kind, spec.template.spec.priorityClassName])).toEqual([['Job', 'low']]);
  });

  it('run what was released before they came', async () => {
    const { jobs, begun } = bench();
    jobs.release('etl', 'regatta/etl:2');
    const [made] = await begun();
    expect(made?.spec.template.spec.containers[0]).toMatchObject({ image: 'regatta/etl:2' });
  });

  it('count each item once, and are finished with the last', async () => {
    const { jobs, told, begun } = bench();
    await begun();
    for (const [job, index] of [
      ['etl-1', '2'],
      ['etl-1', '2'],
      ['other', '0'],
      ['etl-1', '0'],
      ['etl-1', 'none'],
      ['etl-1', '1'],
    ] as const)
      jobs.succeeded(pod(job, index));
    expect(told.slice(1)).toEqual([
      ['item-done', 'etl-1', 2, 9],
      ['item-done', 'etl-1', 0, 9],
      ['item-done', 'etl-1', 1, 9],
      ['note', 'job-finished', 'etl-1', null, null, 'all items done'],
    ]);
  });

  it('are told to be nobody’s where the entry runs no such application', async () => {
    const { told, begun } = bench({ app: 'ml' });
    expect(await begun()).toEqual([]);
    expect(told.at(-1)).toEqual(['note', 'config-rejected', 'etl-1', null, null, 'no workload of the entry runs regatta/ml']);
  });

  it.each([
    [
      'the entry’s, when the API server will not have it',
      'The Job "etl-1" is invalid: spec',
      ['note', 'config-rejected', 'etl-1', null, null, 'The Job "etl-1" is invalid: spec'],
    ],
    ['the platform’s, when nobody answers', 'connection refused', ['broken', 'cluster-failed', true, 'job etl-1 could not be handed over: connection refused']],
  ])('that cannot be handed over are a failure: %s', async (_, refusal, line) => {
    const { told, begun } = bench({}, {}, null, refusal);
    await begun();
    expect(told.at(-1)).toEqual(line);
  });
});
