/** Where the judge's own pods are, apart from everything of an entry. */
export const JUDGE_NAMESPACE = 'regatta-judge';

export interface JudgePodOptions {
  readonly name: string;
  /** As the host's engine calls it: side-loaded, never pulled. */
  readonly image: string;
  readonly node: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A pod of the judge's in the network of the control plane's node, from which every pod and every kubelet can be reached. Without
 * any right of its own.
 */
export function judgePod({ name, image, node, command, env = {} }: JudgePodOptions) {
  const container = {
    name,
    image: `docker.io/${image}`,
    imagePullPolicy: 'Never',
    command,
    env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
    securityContext: { runAsUser: 65_534, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const spec = {
    nodeName: node,
    hostNetwork: true,
    dnsPolicy: 'ClusterFirstWithHostNet',
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 0,
    containers: [container],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: JUDGE_NAMESPACE, labels: { app: name } }, spec };
}
