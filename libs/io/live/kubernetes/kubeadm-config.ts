import { stringify } from 'yaml';

export interface KubeadmOptions {
  /** `v1.36.0`, as the image says. */
  readonly version: string;
  readonly controlPlaneAddress: string;
  readonly nodeAddress: string;
  readonly podSubnet: string;
  readonly token: string;
  /** Path of a KubeSchedulerConfiguration on the control plane's node; null: the scheduler's defaults. */
  readonly schedulerConfiguration: string | null;
  readonly kubelet: Readonly<Record<string, string>>;
  /** Time between two signs of life of a machine, s. */
  readonly heartbeatS: number;
}

export const SERVICE_SUBNET = '10.96.0.0/16';
export const API_PORT = 6443;
const SOCKET = 'unix:///run/containerd/containerd.sock';

/**
 * What `kubeadm init` and `kubeadm join` read, all of it in one file as kind does (pkg/cluster/internal/kubeadm/config.go): which
 * parts count depends on the command. Preflight is skipped, as it would pull images that the node image holds already.
 */
export function kubeadmConfig(options: KubeadmOptions): string {
  const isListOfArgs = minorOf(options.version) >= 36;
  const api = { apiVersion: isListOfArgs ? 'kubeadm.k8s.io/v1beta4' : 'kubeadm.k8s.io/v1beta3' };
  const args = (given: Readonly<Record<string, string>>) => (isListOfArgs ? Object.entries(given).map(([name, value]) => ({ name, value })) : given);
  const { controlPlaneAddress, schedulerConfiguration: file, token } = options;
  const endpoint = `${controlPlaneAddress}:${API_PORT}`;
  const nodeRegistration = { criSocket: SOCKET, kubeletExtraArgs: args({ 'node-ip': options.nodeAddress, ...options.kubelet }) };
  const scheduler =
    file === null
      ? {}
      : { extraArgs: args({ config: file }), extraVolumes: [{ name: 'regatta', hostPath: file, mountPath: file, readOnly: true, pathType: 'File' }] };
  const documents = [
    {
      ...api,
      kind: 'ClusterConfiguration',
      kubernetesVersion: options.version,
      clusterName: 'regatta',
      controlPlaneEndpoint: endpoint,
      apiServer: { certSANs: ['localhost', '127.0.0.1', controlPlaneAddress] },
      scheduler,
      networking: { podSubnet: options.podSubnet, serviceSubnet: SERVICE_SUBNET },
    },
    {
      ...api,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ token }],
      localAPIEndpoint: { advertiseAddress: controlPlaneAddress, bindPort: API_PORT },
      nodeRegistration,
      skipPhases: ['preflight'],
    },
    {
      ...api,
      kind: 'JoinConfiguration',
      nodeRegistration,
      discovery: { bootstrapToken: { apiServerEndpoint: endpoint, token, unsafeSkipCAVerification: true } },
      skipPhases: ['preflight'],
    },
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupRoot: '/kubelet',
      // A kubelet renews its lease four times in that time.
      nodeLeaseDurationSeconds: Math.max(1, Math.round(4 * options.heartbeatS)),
      failSwapOn: false,
      // Since 1.35 a kubelet refuses hosts of the first control groups unless it is told otherwise; kubelets before 1.31 ignore it.
      failCgroupV1: false,
      // A kubelet in a container sees the host's disk and memory, and must not act on them.
      imageGCHighThresholdPercent: 100,
      evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
    },
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'iptables',
      iptables: { minSyncPeriod: '1s' },
      // Of the whole kernel: not this cluster's to set.
      conntrack: { maxPerCore: 0 },
    },
  ];
  return documents.map((document) => stringify(document)).join('---\n');
}

const minorOf = (version: string): number => Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? 0);
