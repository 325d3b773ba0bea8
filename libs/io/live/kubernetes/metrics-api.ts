import type { KubernetesObject } from '#core/entry';
import { PROGRAMS } from '../images/program-files.js';
import type { MetricsConfig } from '../programs/metrics-server.js';
import { METRICS_PORT } from '../programs/plan.js';
import { JUDGE_NAMESPACE, judgePod } from './judge-pod.js';
import type { Kubernetes } from './node-plan.js';

const API = 'v1beta1.metrics.k8s.io';
const NAME = 'metrics';
const KUBELET_PORT = 10_250;
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const READY = '--timeout=60s';
const READY_MS = 70_000;
const LOCAL = { namespace: JUDGE_NAMESPACE, name: NAME };

/** Whether an entry asks for what pods use: by a HorizontalPodAutoscaler that looks at CPU or memory. */
export const asksForMetrics = (objects: readonly KubernetesObject[]): boolean => objects.some(({ kind }) => kind === 'HorizontalPodAutoscaler');

/**
 * Node images bring no metrics server, and without one a HorizontalPodAutoscaler does nothing. So the judge brings one, as a cluster's
 * administrator would: a pod beside the load generator's, behind an APIService. A cluster that has one already keeps it.
 */
export async function offerMetrics({ kubectl, controlPlane, workers }: Kubernetes, image: string, periodUs: number): Promise<void> {
  if ((await kubectl.ask(['get', 'apiservice', API])).code === 0) return;
  // Loaded when it is needed: every judge and command starts without it.
  const { generate } = await import('selfsigned');
  const { private: key, cert: certificate } = await generate([{ name: 'commonName', value: `${NAME}.${JUDGE_NAMESPACE}.svc` }], { keyType: 'ec' });
  const kubelets = workers.map(({ address }) => `${address}:${KUBELET_PORT}`);
  const config: MetricsConfig = { port: METRICS_PORT, periodMs: periodUs / 1000, kubelets, account: ACCOUNT, key, certificate };
  const pod = judgePod({
    name: NAME,
    image,
    node: controlPlane.name,
    command: ['node', `${PROGRAMS}/metrics-server.js`],
    env: { METRICS_CONFIG: JSON.stringify(config) },
  });
  const items = [...account(), { ...pod, spec: { ...pod.spec, serviceAccountName: NAME } }, ...service()];
  await kubectl.run(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await kubectl.run(['wait', `apiservice/${API}`, '--for=condition=Available', READY], undefined, READY_MS);
}

/** It may ask every kubelet for usage, and the API which pods a selector means. */
function account(): readonly object[] {
  const rules = [
    { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  ];
  const rbac = 'rbac.authorization.k8s.io';
  const name = `${JUDGE_NAMESPACE}-${NAME}`;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: LOCAL },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', ...LOCAL }],
    },
  ];
}

function service(): readonly object[] {
  const spec = { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: LOCAL, spec: { selector: { app: NAME }, ports: [{ port: 443, targetPort: METRICS_PORT }] } },
    { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: API }, spec: { ...spec, service: LOCAL } },
  ];
}
