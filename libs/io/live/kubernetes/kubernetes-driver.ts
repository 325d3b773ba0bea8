import type Docker from 'dockerode';
import type { KubernetesEntry } from '#core/entry';
import type { DrawnRun } from '#core/scenario';
import type { LiveDriver, LoadChannel } from '../cluster/live-cluster.js';
import { batchAppsOf } from '../cluster/batch-apps.js';
import { Sandbox } from '../cluster/sandbox.js';
import { openLoadChannel } from '../cluster/load-channel.js';
import { SandboxServices } from '../cluster/sandbox-services.js';
import { scenarioRefusal } from '../cluster/scenario-refusal.js';
import { tooManyItems } from '../cluster/too-many-items.js';
import { LiveFault } from '../engine/open-engine.js';
import { PROGRAMS } from '../images/program-files.js';
import { clientRules } from '../light/pod-order.js';
import type { HostFacts, Refusal } from '../probe/host-facts.js';
import { adaptManifests } from './adapt-manifests.js';
import { JUDGE_NAMESPACE, judgePod } from './judge-pod.js';
import { sideLoad } from './kind-nodes.js';
import { KubernetesCluster } from './kubernetes-cluster.js';
import { asksForMetrics, offerMetrics } from './metrics-api.js';
import type { Kubernetes } from './node-plan.js';
import { startKubernetes, SYSTEM_PODS } from './start-kubernetes.js';

/** Nodes of 256 addresses each that the pods' part of the sandbox's network holds, less the control plane's. */
const NODES_MAX = 31;

/** Kubernetes, for real: every node is a container of a node image of kind's or k3s's make, manifests are applied by the real command. */
export const kubernetesDriver: LiveDriver = {
  name: 'kubernetes',

  refuses({ facts, run, entry }) {
    if (entry.division !== 'kubernetes')
      return {
        code: 'wrong-division',
        reason: `a real Kubernetes takes manifests, and this is an entry of the division ${entry.division}`,
        fix: 'take the driver light',
      };
    if (run.nodes.length > NODES_MAX)
      return {
        code: 'unsupported',
        reason: `${run.nodes.length} nodes are more than the network of such a cluster holds (${NODES_MAX})`,
        fix: 'take the driver light',
      };
    return tooLarge(facts, run) ?? tooManyItems(run) ?? scenarioRefusal(run, facts, 'kubernetes', ['spot-reclaim']);
  },

  async up({ engine, facts, run, entry, listener, name }) {
    const [image] = facts.nodeImages;
    if (image === undefined) throw new LiveFault('host-refused', 'the engine holds no node image of Kubernetes', false);
    const { objects, schedulerConfiguration } = entry as KubernetesEntry;
    const manifests = adaptManifests(objects, batchAppsOf(run));
    const sandbox = await Sandbox.open(engine, name, true);
    try {
      const [services, cluster] = await Promise.all([
        SandboxServices.start(sandbox, 1e12),
        startKubernetes({ sandbox, image, facts, run, schedulerConfiguration }),
      ]);
      const clients = clientRules(run, (app) => manifests.dnsNames[app] ?? null);
      const load = await startLoad(engine, sandbox, cluster);
      if (asksForMetrics(objects)) await offerMetrics(cluster, sandbox.image, run.cluster.lags.metricsUs);
      load.send({ clients });
      await services.setRegistry(run.cluster.images.registryBytesPerSecond);
      return new KubernetesCluster({ run, services, cluster, manifests, load, listener, clients });
    } catch (error) {
      await sandbox.down();
      throw error;
    }
  },
};

/** A kubelet offers what its host has less what is reserved: never more than there is. */
function tooLarge(facts: HostFacts, run: DrawnRun): Refusal | null {
  const system = SYSTEM_PODS[facts.nodeImages[0]?.flavour ?? 'kind'];
  const large = run.nodes.find(
    ({ facts: { allocatable } }) =>
      allocatable.cpuMilli + system.cpuMilli > facts.cpus * 1000 || allocatable.memoryBytes + system.memoryBytes > facts.memoryBytes,
  );
  if (large === undefined) return null;
  const { cpuMilli, memoryBytes } = large.facts.allocatable;
  return {
    code: 'does-not-fit',
    reason: `a machine of ${cpuMilli / 1000} cores and ${Math.round(memoryBytes / 2 ** 20)} MiB cannot be offered by a host of ${facts.cpus} cores and ${Math.round(facts.memoryBytes / 2 ** 20)} MiB`,
    fix: 'take smaller machines, a larger host, or the driver light',
  };
}

/**
 * The load generator in a pod of its own on the control plane's node, in that node's network, from which every pod can be reached.
 * Its image is the one that the host's engine holds. A pod that waits and a program started in it, because what a pod says before
 * somebody attaches to it is lost.
 */
async function startLoad(engine: Docker, sandbox: Sandbox, { kubectl, controlPlane }: Kubernetes): Promise<LoadChannel> {
  const archive = await engine.getImage(sandbox.image).get();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  await sideLoad(controlPlane.container, Buffer.concat(chunks));
  const command = ['node', '-e', 'setInterval(() => {}, 1e9)'];
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: JUDGE_NAMESPACE } };
  const items = [namespace, judgePod({ name: 'load', image: sandbox.image, node: controlPlane.name, command })];
  await kubectl.run(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await kubectl.run(['wait', 'pod/load', `--namespace=${JUDGE_NAMESPACE}`, '--for=condition=Ready', '--timeout=120s'], undefined, 130_000);
  const exec = ['exec', '-i', 'load', `--namespace=${JUDGE_NAMESPACE}`, '--', 'node', `${PROGRAMS}/load-generator.js`];
  return openLoadChannel((use) => kubectl.open(exec, use));
}
