import { stringify } from 'yaml';
import type { DrawnNode } from '#core/scenario';
import { HOSTS } from '../cluster/hosts.js';
import { REGISTRY_PORT } from '../programs/plan.js';
import { API_PORT } from './kubeadm-config.js';
import { Kubectl } from './kubectl.js';
import { createNode } from './node-container.js';
import { untilSucceeds } from './until-succeeds.js';
import { CONTROL_PLANE, controlHost, hostOf, type Kubernetes, type KubernetesMachine, type NodePlan, untilNamesResolve } from './node-plan.js';

const SCHEDULER_FILE = '/etc/rancher/k3s/regatta-scheduler.yaml';
const SCHEDULER_CREDENTIALS = '/var/lib/rancher/k3s/server/cred/scheduler.kubeconfig';
/** Parts of k3s that a cluster without a way out has no use for. */
const LEFT_OUT = 'traefik,servicelb,local-storage,metrics-server';

/** With version 2 of control groups nothing may be in the root group before controllers are handed down, as k3d's and moby's entry points know. */
const RUN = `if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p /sys/fs/cgroup/init
  for process in $(cat /sys/fs/cgroup/cgroup.procs); do echo "$process" >/sys/fs/cgroup/init/cgroup.procs; done 2>/dev/null
  for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control; done 2>/dev/null
fi
exec /bin/k3s "$@"`;

/** A server, and agents that ask it until it is there. */
export async function bringUpK3s(plan: NodePlan): Promise<Kubernetes> {
  const [controlPlane, ...workers] = (await Promise.all([machine(plan, null), ...plan.run.nodes.map((node) => machine(plan, node))])) as [
    KubernetesMachine,
    ...KubernetesMachine[],
  ];
  await controlPlane.container.start();
  const kubectl = new Kubectl(controlPlane.container, ['kubectl']);
  await untilSucceeds(controlPlane.container, 'the API server', ['kubectl', 'get', '--raw', '/readyz'], 240_000);
  await Promise.all([untilNamesResolve(kubectl), ...workers.map(({ container }) => container.start())]);
  return { kubectl, controlPlane, workers };
}

async function machine(plan: NodePlan, node: DrawnNode | null): Promise<KubernetesMachine> {
  const { sandbox, image, token, controlAddress } = plan;
  const name = node?.facts.name ?? CONTROL_PLANE;
  const host = node === null ? controlHost : hostOf(node);
  const address = sandbox.address(host);
  const scheduler = node === null ? plan.schedulerFile(SCHEDULER_CREDENTIALS) : null;
  const place = ['--node-ip', address, '--flannel-iface', 'eth0'];
  const role =
    node === null
      ? ['server', ...place, '--disable', LEFT_OUT, '--node-taint', 'node-role.kubernetes.io/control-plane=:NoSchedule', ...schedulerFlag(scheduler)]
      : ['agent', ...place, ...Object.entries(plan.kubeletOf(node)).map(([flag, value]) => `--kubelet-arg=${flag}=${value}`)];
  const container = await createNode(sandbox, {
    name,
    host,
    image,
    program: '/bin/sh',
    args: ['-c', RUN, 'k3s', ...role],
    env: [`K3S_TOKEN=${token}`, ...(node === null ? [] : [`K3S_URL=https://${controlAddress}:${API_PORT}`])],
    volumes: ['/var/lib/rancher/k3s', '/var/lib/kubelet', '/var/lib/cni', '/var/log'],
    files: {
      '/etc/rancher/k3s/registries.yaml': stringify({ mirrors: { 'docker.io': { endpoint: [`http://${sandbox.address(HOSTS.registry)}:${REGISTRY_PORT}`] } } }),
      ...(scheduler === null ? {} : { [SCHEDULER_FILE]: scheduler }),
    },
    nanoCpus: node === null ? null : Math.round(node.facts.allocatable.cpuMilli * node.speedMilli) * 1000,
    memoryBytes: node?.facts.allocatable.memoryBytes ?? null,
  });
  return { name, address, container };
}

const schedulerFlag = (file: string | null): readonly string[] => (file === null ? [] : [`--kube-scheduler-arg=config=${SCHEDULER_FILE}`]);
