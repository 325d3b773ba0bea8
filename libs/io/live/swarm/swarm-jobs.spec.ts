import { parseEntry, type SwarmEntry } from '#core/entry';
import type { DrawnJob, DrawnRun } from '#core/scenario';
import type { ClusterListener } from '../cluster/live-cluster.js';
import { SwarmJobs } from './swarm-jobs.js';
import type { SwarmNode } from './swarm-node.js';
import type { SwarmTask } from './swarm-tasks.js';

const JOB = { job: 'etl-1', app: 'etl', atUs: 0, items: 2, itemCpuUs: [5, 6], parallelism: 3, priority: 0 } as unknown as DrawnJob;
const DEPLOYED = {
  Name: 'entry_etl',
  Mode: { Replicated: { Replicas: 0 } },
  UpdateConfig: { Parallelism: 1 },
  RollbackConfig: { Parallelism: 1 },
  TaskTemplate: { ContainerSpec: { Image: 'regatta/etl', User: '65534' }, RestartPolicy: { Condition: 'any', Delay: 7 }, Placement: { Constraints: ['x'] } },
};

function bench(deploy = '{ replicas: 2 }', job: Partial<DrawnJob> = {}, deployed: object = DEPLOYED, refusal: object | null = null) {
  const entry = parseEntry([{ path: 'stack.yml', text: `version: '3.8'\nservices:\n  etl:\n    image: regatta/etl\n    deploy: ${deploy}\n` }]);
  if (!entry.ok) throw new Error(JSON.stringify(entry.problems));
  const told: unknown[][] = [];
  const made: { readonly TaskTemplate: { readonly RestartPolicy: object }; readonly Mode: object }[] = [];
  const removed: string[] = [];
  const docker = {
    getService: (name: string) => ({ inspect: async () => ({ Spec: deployed, name }), remove: async () => void removed.push(name) }),
    createService: async (spec: never) => {
      if (refusal !== null) throw refusal;
      made.push(spec);
      return { ID: 'service-1' };
    },
  };
  const listener = {
    log: (_: number, ...line: unknown[]) => told.push(line),
    itemDone: (...line: unknown[]) => told.push(['item-done', ...line]),
  } as unknown as ClusterListener;
  const jobs = new SwarmJobs({
    ...{ run: { jobs: [{ ...JOB, ...job }] } as unknown as DrawnRun, entry: entry.value as SwarmEntry, listener },
    manager: { docker } as unknown as SwarmNode,
    nameOf: (service) => `entry_${service}`,
    since: Number,
    nowUs: () => 9,
    broken: ({ code, retryable, message }) => told.push(['broken', code, retryable, message]),
  });
  const begun = async () => {
    jobs.begin();
    await new Promise((resolve) => setTimeout(resolve, 20));
    jobs.stop();
    return made[0];
  };
  return { jobs, told, removed, begun };
}

const task = (Slot: number | undefined, State: string, at: string, ServiceID = 'service-1'): SwarmTask =>
  ({ ServiceID, ...(Slot === undefined ? {} : { Slot }), Status: { State, Timestamp: at } }) as unknown as SwarmTask;

describe('jobs on a real Swarm', () => {
  it('are replicated jobs of the pattern, without what only services have', async () => {
    expect(await bench().begun()).toEqual({
      Name: 'etl-1',
      Mode: { ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 2 } },
      TaskTemplate: {
        ContainerSpec: {
          Image: 'regatta/etl',
          User: '65534',
          Env: ['REGATTA_ITEMS=[5,6]', 'JOB_COMPLETION_INDEX={{.Task.Slot}}'],
          Healthcheck: { Test: ['NONE'] },
        },
        RestartPolicy: { Condition: 'on-failure', Delay: 7 },
        Placement: { Constraints: ['x'] },
      },
    });
  });

  it.each([
    ['by the job, where the pattern is on every node', '{ mode: global }', {}, 3],
    ['by the pattern, where it has fewer replicas', '{ replicas: 1 }', {}, 1],
    ['by the job, where it wants fewer', '{ replicas: 9 }', {}, 3],
    ['to one, where the pattern has none', '{ replicas: 0 }', {}, 1],
  ])('are held back %s', async (_, deploy, job, most) => {
    expect((await bench(deploy, job).begun())?.Mode).toEqual({ ReplicatedJob: { MaxConcurrent: most, TotalCompletions: 2 } });
  });

  it('begin no item again where the pattern restarts nothing', async () => {
    const deployed = { ...DEPLOYED, TaskTemplate: { ...DEPLOYED.TaskTemplate, RestartPolicy: { Condition: 'none' } } };
    expect((await bench(undefined, {}, deployed).begun())?.TaskTemplate.RestartPolicy).toEqual({ Condition: 'none' });
  });

  it('count each item once, when it completed, and are cleared away with the last', async () => {
    const { jobs, told, removed, begun } = bench();
    await begun();
    jobs.listed([task(undefined, 'complete', '3'), task(1, 'running', '4'), task(0, 'complete', '5', 'service-2')]);
    jobs.listed([task(undefined, 'complete', '3'), task(1, 'failed', '6')]);
    expect(removed).toEqual([]);
    jobs.listed([task(1, 'complete', '8')]);
    expect(told.slice(1)).toEqual([
      ['item-done', 'etl-1', 0, 3],
      ['item-done', 'etl-1', 1, 8],
      ['note', 'job-finished', 'etl-1', null, null, 'all tasks completed'],
    ]);
    expect(removed).toEqual(['service-1']);
  });

  it('are told to be nobody’s where the entry runs no such application', async () => {
    const { told, begun } = bench(undefined, { app: 'ml' });
    expect(await begun()).toBeUndefined();
    expect(told.at(-1)).toEqual(['note', 'config-rejected', 'etl-1', null, null, 'no service of the entry runs regatta/ml']);
  });

  it.each([
    ['the entry’s, when the manager will not have it', { statusCode: 400, message: 'bad name' }, ['note', 'config-rejected', 'etl-1', null, null, 'bad name']],
    ['the platform’s, when nobody answers', new Error('gone'), ['broken', 'cluster-failed', true, 'job etl-1 could not be handed over: gone']],
  ])('that cannot be handed over are a failure: %s', async (_, refusal, line) => {
    const { told, begun } = bench(undefined, {}, DEPLOYED, refusal);
    await begun();
    expect(told.at(-1)).toEqual(line);
  });
});
