import type { SwarmEntry } from '#core/entry';
import type { DrawnRun } from '#core/scenario';
import type { LiveDriver } from '../cluster/live-cluster.js';
import { HOSTS } from '../cluster/hosts.js';
import { Sandbox } from '../cluster/sandbox.js';
import { SandboxServices } from '../cluster/sandbox-services.js';
import { scenarioRefusal } from '../cluster/scenario-refusal.js';
import { tooManyItems } from '../cluster/too-many-items.js';
import { clientRules } from '../light/pod-order.js';
import { REGISTRY_PORT } from '../programs/plan.js';
import { startSwarm, type Swarm, type WorkerOptions } from './start-swarm.js';
import { startLoad, storeOwnImages } from './start-load.js';
import { SwarmCluster } from './swarm-cluster.js';

/** Bytes per second of the registry until the scenario's clock starts. */
const UNLIMITED = 1e12;

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
    return tooManyItems(run) ?? scenarioRefusal(run, facts, 'swarm', ['spot-reclaim']);
  },

  async up({ engine, facts, run, entry, listener, name }) {
    const stack = entry as SwarmEntry;
    const sandbox = await Sandbox.open(engine, name);
    let swarm: Swarm | undefined;
    try {
      const starting = SandboxServices.start(sandbox, UNLIMITED);
      const started = await Promise.all([
        starting,
        startSwarm({
          engine,
          // A drained node may not join an overlay network either; entries are kept off it by a constraint.
          managerWorks: true,
          sandbox,
          registry: `${sandbox.address(HOSTS.registry)}:${REGISTRY_PORT}`,
          nameServer: sandbox.address(HOSTS.hub),
          workers: workersOf(run),
        }),
        starting.then(storeOwnImages),
      ]);
      const [services] = started;
      swarm = started[1];
      const clients = clientRules(run, (app) => {
        const service = stack.services.find((one) => one.app === app)?.name;
        return service === undefined ? null : `tasks.${service}`;
      });
      const load = await startLoad(swarm);
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
