import type { SwarmEntry } from '#core/entry';
import type { DrawnRun } from '#core/scenario';
import type { LiveDriver, LoadChannel } from '../cluster/live-cluster.js';
import { Sandbox } from '../cluster/sandbox.js';
import { HOSTS, openLoadChannel, SandboxServices } from '../cluster/sandbox-services.js';
import { scenarioRefusal } from '../cluster/scenario-refusal.js';
import { LineChannel } from '../engine/line-channel.js';
import { clientRules } from '../light/pod-order.js';
import { PROGRAMS } from '../images/program-files.js';
import { REGISTRY_PORT } from '../programs/plan.js';
import { startSwarm, type Swarm, type WorkerOptions } from './start-swarm.js';
import { OVERLAY, SwarmCluster, toolsImage } from './swarm-cluster.js';

/** Swarm, for real: every node is a container with an engine of its own, the stack file is deployed by the real command. */
export const swarmDriver: LiveDriver = {
  name: 'swarm',

  refuses({ facts, run, entry }) {
    if (entry.division !== 'swarm')
      return {
        code: 'wrong-division',
        reason: `a real Swarm takes stack files, and this is an entry of the division ${entry.division}`,
        fix: 'take the driver light',
      };
    if (run.jobs.length > 0) return { code: 'unsupported', reason: 'batch jobs are handed to control planes of Regatta only', fix: 'take the driver light' };
    return scenarioRefusal(run, facts, ['spot-reclaim']);
  },

  async up({ engine, facts, run, entry, listener, name }) {
    const stack = entry as SwarmEntry;
    const sandbox = await Sandbox.open(engine, name);
    let swarm: Swarm | undefined;
    try {
      const started = await Promise.all([
        SandboxServices.start(sandbox, 1e12),
        startSwarm({
          engine,
          // A drained node may not join an overlay network either; entries are kept off it by a constraint.
          managerWorks: true,
          sandbox,
          registry: `${sandbox.address(HOSTS.registry)}:${REGISTRY_PORT}`,
          nameServer: sandbox.address(HOSTS.hub),
          workers: workersOf(run),
        }),
      ]);
      const [services] = started;
      swarm = started[1];
      const clients = clientRules(run, (app) => {
        const service = stack.services.find((one) => one.app === app)?.name;
        return service === undefined ? null : `tasks.${service}`;
      });
      const load = await startLoad(services, swarm);
      load.send({ clients });
      await services.setRegistry(run.cluster.images.registryBytesPerSecond);
      return new SwarmCluster({ run, entry: stack, services, swarm, load, listener, clients, hasVirtualAddresses: facts.network.ipvs });
    } catch (error) {
      await (swarm ?? sandbox).down();
      throw error;
    }
  },
};

function workersOf(run: DrawnRun): readonly WorkerOptions[] {
  return run.nodes.map(({ facts, speedMilli }) => ({
    name: facts.name,
    cpuMilli: facts.allocatable.cpuMilli,
    quotaMilli: Math.round((facts.allocatable.cpuMilli * speedMilli) / 1000),
    memoryBytes: facts.allocatable.memoryBytes,
    nodeLabels: { zone: facts.zone, region: facts.region, pool: facts.pool, ...(facts.spot ? { spot: 'true' } : {}), ...facts.labels },
  }));
}

/**
 * The overlay network, a task on every node that keeps the node on it (a node that joins it only when it gets its first task
 * waits up to half a minute for dead peers to be forgotten: moby issues 47396, 41524), and the load generator.
 */
async function startLoad(services: SandboxServices, swarm: Swarm): Promise<LoadChannel> {
  const network = swarm.docker(['network', 'create', '-d', 'overlay', '--internal', '--attachable', OVERLAY]);
  const [image] = await Promise.all([toolsImage(services, swarm), network]);
  const anchor = words(
    'service create --detach --no-resolve-image --mode global --constraint node.role==worker --endpoint-mode dnsrr --name anchor',
    '--network',
    OVERLAY,
  );
  const idle = ['--restart-delay', '0s', '--entrypoint', 'node', image, '-e', 'setInterval(()=>{},1e9)'];
  const command = words('docker -H unix:///run/docker.sock run -i --rm --cpu-shares 4096 --name load', '--network', OVERLAY);
  const program = ['--entrypoint', 'node', image, `${PROGRAMS}/load-generator.js`];
  const [load] = await Promise.all([
    openLoadChannel((use) => LineChannel.exec(swarm.manager.container, [...command, ...program], use)),
    swarm.docker([...anchor, ...idle]),
  ]);
  await untilAnchored(swarm);
  return load;
}

async function untilAnchored(swarm: Swarm): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const tasks = (await swarm.manager.docker.listTasks()) as unknown as { Status: { State: string } }[];
    if (tasks.filter(({ Status }) => Status.State === 'running').length >= swarm.workers.length) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const words = (text: string, ...more: readonly string[]): readonly string[] => [...text.split(' '), ...more];
