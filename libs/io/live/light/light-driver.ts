import { controlPlaneFor } from '#core/simulator';
import { scalerOf } from './scaler-of.js';
import { clientRules } from './pod-order.js';
import { createLoadGenerator } from '../cluster/load-channel.js';
import type { LiveDriver } from '../cluster/live-cluster.js';
import { Sandbox } from '../cluster/sandbox.js';
import { SandboxServices } from '../cluster/sandbox-services.js';
import { scenarioRefusal } from '../cluster/scenario-refusal.js';
import { LightCluster } from './light-cluster.js';

/** A node is one capped container with an agent, pods are processes in it; Regatta's own control planes drive it. No privilege is needed. */
export const lightDriver: LiveDriver = {
  name: 'light',

  refuses({ facts, run, entry, hasContestant }) {
    if (entry.division === 'scheduler' && hasContestant !== true)
      return {
        code: 'wrong-division',
        reason: 'the entry is a plugin, and nobody runs its process here',
        fix: 'judge it where plugins can be run (`regatta doctor`), or your own with --unsandboxed',
      };
    return scenarioRefusal(run, facts, 'light', ['stale-view', 'stock-out', 'crash-loop', 'spot-reclaim']);
  },

  async up({ engine, run, entry, listener, name, stepper }) {
    const own = controlPlaneFor(entry, run, undefined);
    const controlPlane = stepper ?? own;
    if (controlPlane === null) throw new Error(`no control plane for ${entry.division}`);
    const sandbox = await Sandbox.begin(engine, name);
    try {
      const [services, { load, start: startLoad }] = await Promise.all([
        SandboxServices.create(sandbox, run.cluster.images.registryBytesPerSecond),
        createLoadGenerator(sandbox),
      ]);
      const clients = clientRules(run, () => null);
      load.send({ clients });
      const cluster = new LightCluster({ run, services, load, controlPlane, listener, clients, scaleTo: own === null ? null : scalerOf(entry, own) });
      // Nobody needs another before it is up: whoever comes too early tries again. The engine is the one that takes its time.
      await Promise.all([sandbox.held, services.start(), startLoad(), cluster.startNodes()]);
      return cluster;
    } catch (error) {
      await sandbox.down();
      throw error;
    }
  },
};
