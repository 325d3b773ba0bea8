import { controlPlaneFor } from '#core/simulator';
import { scalerOf } from './scaler-of.js';
import { clientRules } from './pod-order.js';
import type { LiveDriver } from '../cluster/live-cluster.js';
import { Sandbox } from '../cluster/sandbox.js';
import { SandboxServices, startLoadGenerator } from '../cluster/sandbox-services.js';
import { scenarioRefusal } from '../cluster/scenario-refusal.js';
import { LightCluster } from './light-cluster.js';

/** A node is one capped container with an agent, pods are processes in it; Regatta's own control planes drive it. No privilege is needed. */
export const lightDriver: LiveDriver = {
  name: 'light',

  refuses({ facts, run, entry }) {
    if (controlPlaneFor(entry, run, undefined) === null)
      return {
        code: 'wrong-division',
        reason: `Regatta has no control plane for the division ${entry.division} that could be stepped by the wall clock`,
        fix: 'judge an entry of another division, or take another driver',
      };
    return scenarioRefusal(run, facts, ['stale-view', 'stock-out', 'crash-loop', 'spot-reclaim']);
  },

  async up({ engine, run, entry, listener, name }) {
    const controlPlane = controlPlaneFor(entry, run, undefined);
    if (controlPlane === null) throw new Error(`no control plane for ${entry.division}`);
    const sandbox = await Sandbox.open(engine, name);
    try {
      const [services, load] = await Promise.all([SandboxServices.start(sandbox, run.cluster.images.registryBytesPerSecond), startLoadGenerator(sandbox)]);
      const clients = clientRules(run, () => null);
      load.send({ clients });
      const cluster = new LightCluster({ run, services, load, controlPlane, listener, clients, scaleTo: scalerOf(entry, controlPlane) });
      await cluster.startNodes();
      return cluster;
    } catch (error) {
      await sandbox.down();
      throw error;
    }
  },
};
