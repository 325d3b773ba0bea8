import type { LiveCluster } from '../cluster/live-cluster.js';
import { execIn } from '../engine/exec-in.js';
import { objectName } from '../engine/labels.js';

const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 300;

/** Where a real Kubernetes keeps the administrator's credentials, whatever the make of its node image. */
const NODES = '[ -f /etc/kubernetes/admin.conf ] && export KUBECONFIG=/etc/kubernetes/admin.conf; exec kubectl get --raw /api/v1/nodes';

interface NodeList {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly spec?: { readonly unschedulable?: boolean } }[];
}

/**
 * Whether a real orchestrator itself says that it places nothing more on a machine, by its own command where it runs: whoever gave
 * the order is not believed. Null: the machine is not known there, or nobody is there to be asked.
 */
export async function isClosed(cluster: LiveCluster, name: string): Promise<boolean | null> {
  const { engine, run } = cluster.sandbox;
  if (cluster.driver === 'swarm') {
    const command = ['docker', '-H', 'unix:///run/docker.sock', 'node', 'inspect', name, '--format', '{{.Spec.Availability}}'];
    const { code, stdout } = await execIn(engine.getContainer(objectName(run, 'manager')), command);
    return code === 0 ? stdout.trim() !== 'active' : null;
  }
  const { code, stdout } = await execIn(engine.getContainer(objectName(run, 'control-plane')), ['/bin/sh', '-c', NODES]);
  if (code !== 0) return null;
  const node = (JSON.parse(stdout) as NodeList).items.find(({ metadata }) => metadata.name === name);
  return node === undefined ? null : node.spec?.unschedulable === true;
}

/** Waits a while for it to say so, and no longer than there is anything to ask about. */
export async function comesToBe(cluster: LiveCluster, name: string, closed: boolean, isOver = (): boolean => false): Promise<boolean> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    if ((await isClosed(cluster, name)) === closed) return true;
    if (Date.now() >= until || isOver()) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
