import { parseAllDocuments, stringify } from 'yaml';
import type { DrawnNode } from '#core/scenario';
import { HOSTS } from '../cluster/hosts.js';
import { execIn, mustExecIn } from '../engine/exec-in.js';
import { API_PORT, kubeadmConfig } from './kubeadm-config.js';
import { Kubectl } from './kubectl.js';
import { createNode, mirrorOf, putFiles } from './node-container.js';
import { untilSucceeds } from './until-succeeds.js';
import { CONTROL_PLANE, controlHost, hostOf, type Kubernetes, type KubernetesMachine, type NodePlan, untilNamesResolve } from './node-plan.js';

const CONFIG = '/kind/kubeadm.conf';
const ADMIN = '/etc/kubernetes/admin.conf';
const SCHEDULER_FILE = '/etc/kubernetes/regatta-scheduler.yaml';
const INIT_MS = 300_000;

/** As kind brings its nodes up: init on the first, the network of the image, then the others join. */
export async function bringUpKind(plan: NodePlan): Promise<Kubernetes> {
  const { run } = plan;
  const [controlPlane, ...workers] = (await Promise.all([machine(plan, null), ...run.nodes.map((node) => machine(plan, node))])) as [
    KubernetesMachine,
    ...KubernetesMachine[],
  ];
  await Promise.all([controlPlane, ...workers].map(startMachine));
  const version = (await mustExecIn(controlPlane.container, ['cat', '/kind/version'])).trim();
  await putFiles(controlPlane.container, initFiles(plan, version));
  await mustExecIn(controlPlane.container, ['kubeadm', 'init', `--config=${CONFIG}`, '--skip-token-print'], { timeoutMs: INIT_MS });
  const kubectl = new Kubectl(controlPlane.container, ['kubectl', `--kubeconfig=${ADMIN}`]);
  const manifest = await mustExecIn(controlPlane.container, ['cat', '/kind/manifests/default-cni.yaml']);
  await kubectl.run(['create', '-f', '-'], networkManifest(manifest, plan));
  await Promise.all([untilNamesResolve(kubectl), ...workers.map((worker, index) => join(plan, version, worker, run.nodes[index] as DrawnNode))]);
  return { kubectl, controlPlane, workers };
}

async function machine(plan: NodePlan, node: DrawnNode | null): Promise<KubernetesMachine> {
  const { sandbox, image } = plan;
  const name = node?.facts.name ?? CONTROL_PLANE;
  const host = node === null ? controlHost : hostOf(node);
  const container = await createNode(sandbox, {
    name,
    host,
    image,
    program: '/usr/local/bin/entrypoint',
    args: ['/sbin/init'],
    volumes: ['/var'],
    files: { '/etc/containerd/certs.d/docker.io/hosts.toml': mirrorOf(sandbox, HOSTS.registry) },
    nanoCpus: node === null ? null : Math.round(node.facts.allocatable.cpuMilli * node.speedMilli) * 1000,
    memoryBytes: node?.facts.allocatable.memoryBytes ?? null,
  });
  return { name, address: sandbox.address(host), container };
}

/** Images before kind v0.27 do not look for mirrors in that folder until they are told to (kind's documentation, local registry). */
const LOOK_FOR_MIRRORS = `containerd config dump | grep -q "config_path = .*/etc/containerd/certs.d" || {
  printf '\\n[plugins."io.containerd.grpc.v1.cri".registry]\\n  config_path = "/etc/containerd/certs.d"\\n' >>/etc/containerd/config.toml
  systemctl restart containerd
}`;

async function startMachine({ name, container }: KubernetesMachine): Promise<void> {
  await container.start();
  await untilSucceeds(container, `the container runtime of ${name}`, ['ctr', 'version']);
  await mustExecIn(container, ['/bin/sh', '-c', LOOK_FOR_MIRRORS]);
  await untilSucceeds(container, `the container runtime of ${name}`, ['ctr', 'version']);
}

function initFiles(plan: NodePlan, version: string): Readonly<Record<string, string>> {
  const scheduler = plan.schedulerFile('/etc/kubernetes/scheduler.conf');
  const config = configOf(plan, version, plan.controlAddress, scheduler === null ? null : SCHEDULER_FILE, {});
  return { [CONFIG]: config, ...(scheduler === null ? {} : { [SCHEDULER_FILE]: scheduler }) };
}

const configOf = (plan: NodePlan, version: string, nodeAddress: string, schedulerConfiguration: string | null, kubelet: Readonly<Record<string, string>>) =>
  kubeadmConfig({
    version,
    controlPlaneAddress: plan.controlAddress,
    nodeAddress,
    podSubnet: plan.sandbox.network.podSubnet ?? '10.244.0.0/16',
    token: plan.token,
    schedulerConfiguration,
    kubelet,
    heartbeatS: plan.run.cluster.lags.heartbeatUs / 1e6,
  });

async function join(plan: NodePlan, version: string, { address, container }: KubernetesMachine, node: DrawnNode): Promise<void> {
  await putFiles(container, { [CONFIG]: configOf(plan, version, address, null, plan.kubeletOf(node)) });
  await mustExecIn(container, ['kubeadm', 'join', `--config=${CONFIG}`], { timeoutMs: INIT_MS });
}

interface DaemonSet {
  readonly kind: string;
  readonly spec?: { readonly template: { readonly spec: { readonly containers: { env?: object[] }[] } } };
}

/** The image's manifest says in comments what it wants done to it (pkg/cluster/internal/create/actions/installcni). */
export function networkManifest(
  text: string,
  plan: Pick<NodePlan, 'controlAddress'> & { readonly sandbox: { readonly network: { readonly podSubnet: string | null } } },
): string {
  const filled = text.replace(/\{\{\s*\.PodSubnet\s*\}\}/g, plan.sandbox.network.podSubnet ?? '10.244.0.0/16');
  if (!filled.includes('would you kindly patch this file')) return filled;
  const objects = parseAllDocuments(filled).map((document) => document.toJS() as DaemonSet | null);
  for (const object of objects) {
    const container = object?.kind === 'DaemonSet' ? object.spec?.template.spec.containers[0] : undefined;
    if (container !== undefined) container.env = [...(container.env ?? []), { name: 'CONTROL_PLANE_ENDPOINT', value: `${plan.controlAddress}:${API_PORT}` }];
  }
  return objects
    .filter((object) => object !== null)
    .map((object) => stringify(object))
    .join('---\n');
}

/** Side-loads an image that the host's engine holds, as `kind load docker-image` does. */
export async function sideLoad(container: KubernetesMachine['container'], archive: Buffer): Promise<void> {
  const load = ['ctr', '--namespace=k8s.io', 'images', 'import', '--all-platforms', '--digests', '-'];
  const { code, stderr } = await execIn(container, load, { stdin: archive, timeoutMs: 180_000 });
  if (code !== 0) throw new Error(`an image could not be loaded into a node: ${stderr.trim().slice(-300)}`);
}
