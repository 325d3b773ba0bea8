import { startSwarm, type Swarm } from '#io/live';
import { buildImage } from '../../libs/io/live/images/build-image.js';
import { findProgram, programClosure } from '../../libs/io/live/images/file-closure.js';
import { describeWithEngine } from '../live/engine-under-test.js';
import { ownEngine } from './own-engine.js';
import { type Picture, pictureOf, type SeenTask, SwarmModel, type TwinNode } from './swarm-model.js';

jest.setTimeout(600_000);

const HEARTBEAT_MS = 1000;
const NODES: readonly TwinNode[] = [
  { name: 'w1', cpuMilli: 1000, labels: { zone: 'a', disk: 'ssd' } },
  { name: 'w2', cpuMilli: 1000, labels: { zone: 'a', disk: 'ssd' } },
  { name: 'w3', cpuMilli: 1000, labels: { zone: 'b', disk: 'ssd' } },
  { name: 'w4', cpuMilli: 1000, labels: { zone: 'b', disk: 'hdd' } },
];

/** Without the kernel's IPVS there are no virtual addresses, and without a way out of the sandbox networks are internal. */
const STACK = `version: "3.8"
x-common: &common
  networks: [inside]
  stop_grace_period: 2s
services:
  web:
    <<: *common
    image: regatta/web
    deploy:
      endpoint_mode: dnsrr
      replicas: 6
      restart_policy: { delay: 1s }
      placement:
        constraints: [node.labels.disk == ssd]
        preferences: [{ spread: node.labels.zone }]
  agent:
    <<: *common
    image: regatta/agent
    deploy: { mode: global, endpoint_mode: dnsrr }
  heavy:
    <<: *common
    image: regatta/heavy
    deploy:
      endpoint_mode: dnsrr
      replicas: 9
      restart_policy: { delay: 1s }
      resources: { reservations: { cpus: "0.5" } }
networks:
  inside: { internal: true }
`;

interface ListedTask {
  readonly ServiceID: string;
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Status: { readonly State: string; readonly Err?: string };
}

const withoutZones = (picture: Picture) => Object.fromEntries(Object.entries(picture).map(([name, { perNode, pending }]) => [name, { perNode, pending }]));

describeWithEngine('a real Swarm and the model under the same stack file', () => {
  let swarm: Swarm;
  // Hooks run in their order: before the engine ends.
  afterAll(() => swarm?.down());
  const { engine } = ownEngine();
  let model: SwarmModel;
  const serviceNames = new Map<string, string>();
  const nodeNames = new Map<string, string>();

  beforeAll(async () => {
    swarm = await startSwarm({
      engine,
      heartbeatMs: HEARTBEAT_MS,
      workers: NODES.map(({ name, cpuMilli, labels }) => ({ name, cpuMilli, nodeLabels: labels })),
    });
    for (const worker of swarm.workers) nodeNames.set(worker.id, worker.name);
    await bringImages();
    await swarm.docker(['stack', 'deploy', '--resolve-image', 'never', '-c', '-', 'shop'], STACK);
    const services = (await swarm.manager.docker.listServices()) as unknown as { ID: string; Spec: { Name: string } }[];
    for (const { ID, Spec } of services) serviceNames.set(ID, Spec.Name.replace(/^shop_/, ''));
    model = new SwarmModel(NODES, STACK, HEARTBEAT_MS * 1000, 1);
  });

  /** A shell that ends when it is told to, as every image of the stack. */
  async function bringImages(): Promise<void> {
    const files = ['sh', 'sleep'].flatMap((name) => programClosure(findProgram(name) as string, `/bin/${name}`));
    const command = ['/bin/sh', '-c', "trap 'exit 0' TERM; sleep 100000 & wait"];
    const image = await buildImage(engine, 'sleeper', files, [`CMD ${JSON.stringify(command)}`, 'ENV PATH=/bin']);
    const chunks: Buffer[] = [];
    for await (const chunk of await engine.getImage(image).get()) chunks.push(Buffer.from(chunk as Buffer));
    const { Readable } = await import('node:stream');
    for (const { docker } of swarm.workers) {
      const answer = await docker.loadImage(Readable.from([Buffer.concat(chunks)]) as unknown as NodeJS.ReadableStream);
      for await (const _ of answer as unknown as AsyncIterable<unknown>);
      for (const app of ['web', 'agent', 'heavy']) await docker.getImage(image).tag({ repo: `regatta/${app}`, tag: 'latest' });
    }
  }

  async function realPicture(): Promise<Picture> {
    const tasks = (await swarm.manager.docker.listTasks()) as unknown as ListedTask[];
    const seen = tasks.map(
      (task): SeenTask => ({
        service: serviceNames.get(task.ServiceID) ?? task.ServiceID,
        node: nodeNames.get(task.NodeID ?? '') ?? '',
        state: task.Status.State,
        desired: task.DesiredState,
        error: task.Status.Err ?? '',
      }),
    );
    return pictureOf(seen, NODES);
  }

  /** The real one takes its time; what it comes to must be what the model came to. In which zone a tie is broken is chance. */
  async function expectTwins(what: (picture: Picture) => object = withoutZones): Promise<void> {
    const wanted = what(model.picture);
    const untilMs = Date.now() + 90_000;
    let seen = what(await realPicture());
    while (JSON.stringify(seen) !== JSON.stringify(wanted) && Date.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      seen = what(await realPicture());
    }
    expect(seen).toEqual(wanted);
  }

  const container = (name: string) => swarm.workers.find((worker) => worker.name === name)?.container;

  it('place alike: constraints, spread, one on each node, and what does not fit for the same reason', async () => {
    expect(model.picture['heavy']?.pending).toEqual(['no suitable node (insufficient resources on 4 nodes; 1 node not available for new tasks)']);
    await expectTwins((picture) => picture);
  });

  it('scale down alike: the fullest nodes give first', async () => {
    model.scale('web', 3);
    model.scale('heavy', 4);
    await swarm.docker(['service', 'scale', '--detach', 'shop_web=3', 'shop_heavy=4']);
    await expectTwins();
  });

  it('drain alike: everything moves away, and nothing comes back', async () => {
    model.availability('w2', 'drain');
    await swarm.docker(['node', 'update', '--availability', 'drain', 'w2']);
    await expectTwins();
    model.availability('w2', 'uncordon');
    await swarm.docker(['node', 'update', '--availability', 'active', 'w2']);
    await expectTwins();
  });

  it('bear the loss of a node alike, and its return', async () => {
    model.lose('w4');
    const lostAt = Date.now();
    await container('w4')?.pause();
    await expectTwins();
    // Three heartbeats of a second, and the restart delay.
    expect(Date.now() - lostAt).toBeGreaterThan(2000);
    model.return('w4');
    await container('w4')?.unpause();
    await expectTwins();
  });
});
