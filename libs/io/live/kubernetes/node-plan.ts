import type Docker from 'dockerode';
import type { DrawnNode, DrawnRun } from '#core/scenario';
import type { Sandbox } from '../cluster/sandbox.js';
import { HOSTS } from '../cluster/hosts.js';
import { LiveFault } from '../engine/open-engine.js';
import type { HostFacts } from '../probe/host-facts.js';
import type { Kubectl } from './kubectl.js';
import type { NodeImage } from './node-image.js';

export interface KubernetesOptions {
  readonly sandbox: Sandbox;
  readonly image: NodeImage;
  readonly facts: HostFacts;
  readonly run: DrawnRun;
  readonly schedulerConfiguration: Readonly<Record<string, unknown>> | null;
}

export interface KubernetesMachine {
  readonly name: string;
  readonly address: string;
  readonly container: Docker.Container;
}

/** A real Kubernetes of containers: one node for the control plane, which takes no pods of the entry, and one for each machine. */
export interface Kubernetes {
  readonly kubectl: Kubectl;
  readonly controlPlane: KubernetesMachine;
  /** In the order of the run's nodes. */
  readonly workers: readonly KubernetesMachine[];
}

/** What every way of bringing nodes up is told. */
export interface NodePlan extends KubernetesOptions {
  readonly token: string;
  readonly controlAddress: string;
  /** Flags of a machine's kubelet: with them it offers what the scenario says that the machine has, and not what the host has. */
  readonly kubeletOf: (node: DrawnNode) => Readonly<Record<string, string>>;
  /** The scheduler's file, for a control plane that finds its credentials there; null: defaults. */
  readonly schedulerFile: (kubeconfig: string) => string | null;
}

export const CONTROL_PLANE = 'control-plane';
export const controlHost = 9;
export const hostOf = (node: DrawnNode): number => HOSTS.firstNode + node.facts.id;
export const READY_MS = 240_000;

/** Waits until the cluster's own DNS answers: every client finds its replicas by it. */
export async function untilNamesResolve(kubectl: Kubectl): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    const path = '/apis/apps/v1/namespaces/kube-system/deployments/coredns';
    const { status } = await kubectl.get<{ status?: { availableReplicas?: number } }>(path).catch(() => ({ status: {} as { availableReplicas?: number } }));
    if ((status?.availableReplicas ?? 0) > 0) return;
    if (Date.now() > until)
      throw new LiveFault(
        'cluster-failed',
        "the cluster's DNS did not come up: the node image must hold its system images (kindest/node does; an image of k3s needs k3s's airgap archive in /var/lib/rancher/k3s/agent/images)",
        false,
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
