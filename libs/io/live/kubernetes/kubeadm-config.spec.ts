import { parseAllDocuments } from 'yaml';
import { kubeadmConfig, type KubeadmOptions } from './kubeadm-config.js';
import { networkManifest } from './kind-nodes.js';

const options: KubeadmOptions = {
  version: 'v1.35.1',
  controlPlaneAddress: '10.201.0.9',
  nodeAddress: '10.201.0.10',
  podSubnet: '10.201.32.0/19',
  token: 'abcdef.0123456789abcdef',
  schedulerConfiguration: '/etc/kubernetes/regatta-scheduler.yaml',
  kubelet: { 'max-pods': '14' },
  heartbeatS: 2,
};
const documents = (more: Partial<KubeadmOptions> = {}) =>
  Object.fromEntries(parseAllDocuments(kubeadmConfig({ ...options, ...more })).map((document) => [document.get('kind') as string, document.toJS()]));

describe("kubeadm's configuration", () => {
  it('has one part for each command, and no preflight that would pull what the image holds', () => {
    const { ClusterConfiguration, InitConfiguration, JoinConfiguration } = documents();
    expect(ClusterConfiguration).toMatchObject({
      kubernetesVersion: 'v1.35.1',
      controlPlaneEndpoint: '10.201.0.9:6443',
      networking: { podSubnet: '10.201.32.0/19', serviceSubnet: '10.96.0.0/16' },
    });
    expect(InitConfiguration).toMatchObject({
      bootstrapTokens: [{ token: options.token }],
      localAPIEndpoint: { advertiseAddress: '10.201.0.9', bindPort: 6443 },
    });
    expect(JoinConfiguration).toMatchObject({ discovery: { bootstrapToken: { apiServerEndpoint: '10.201.0.9:6443', token: options.token } } });
    for (const part of [InitConfiguration, JoinConfiguration])
      expect(part).toMatchObject({ skipPhases: ['preflight'], nodeRegistration: { criSocket: expect.stringContaining('containerd.sock') } });
  });

  it.each([
    ['v1.35.1', 'kubeadm.k8s.io/v1beta3', { 'node-ip': '10.201.0.10', 'max-pods': '14' }],
    [
      'v1.36.0',
      'kubeadm.k8s.io/v1beta4',
      [
        { name: 'node-ip', value: '10.201.0.10' },
        { name: 'max-pods', value: '14' },
      ],
    ],
  ])('of %s is of %s, with arguments as that has them', (version, apiVersion, kubeletExtraArgs) => {
    const { JoinConfiguration } = documents({ version });
    expect(JoinConfiguration).toMatchObject({ apiVersion, nodeRegistration: { kubeletExtraArgs } });
  });

  it('has kubelets say that they live as often as the machines of the scenario do', () => {
    expect(documents().KubeletConfiguration).toMatchObject({ nodeLeaseDurationSeconds: 8 });
  });

  it("gives the scheduler the entry's own configuration, or none", () => {
    const file = options.schedulerConfiguration;
    expect(documents().ClusterConfiguration.scheduler).toEqual({
      extraArgs: { config: file },
      extraVolumes: [{ name: 'regatta', hostPath: file, mountPath: file, readOnly: true, pathType: 'File' }],
    });
    expect(documents({ schedulerConfiguration: null }).ClusterConfiguration.scheduler).toEqual({});
  });
});

describe("the manifest of a node image's network", () => {
  const plan = { controlAddress: '10.201.0.9', sandbox: { network: { podSubnet: '10.201.32.0/19' } } };
  const container = '{ containers: [{ name: cni, env: [{ name: POD_SUBNET, value: {{ .PodSubnet }} }] }] }';
  const daemon = `# would you kindly patch this file\nkind: DaemonSet\nspec: { template: { spec: ${container} } }\n`;

  it('is filled in, and told where its API server is', () => {
    const [, made] = parseAllDocuments(networkManifest(`kind: ServiceAccount\n---\n${daemon}`, plan)).map((document) => document.toJS());
    expect(made.spec.template.spec.containers[0].env).toEqual([
      { name: 'POD_SUBNET', value: '10.201.32.0/19' },
      { name: 'CONTROL_PLANE_ENDPOINT', value: '10.201.0.9:6443' },
    ]);
  });

  it('is left as it is where it asks for nothing', () => expect(networkManifest('kind: DaemonSet\n', plan)).toBe('kind: DaemonSet\n'));
});
