import { type Entry, parseEntry } from '#core/entry';

const deployment = (app: string, replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${app} } }
  template:
    metadata: { labels: { app: ${app} } }
    spec:
      terminationGracePeriodSeconds: 2
      tolerations:
        - { key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 1 }
        - { key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 1 }
      containers:
        - name: main
          image: regatta/${app}
          ports: [{ name: http, containerPort: 8080 }]
          resources: { requests: { cpu: 50m, memory: 64Mi } }
          readinessProbe: { httpGet: { path: /healthz, port: http }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: ${app} }
spec: { selector: { app: ${app} }, ports: [{ port: 80, targetPort: http }] }
`;

const stackService = (app: string, replicas: number) => `
  ${app}:
    image: regatta/${app}
    deploy:
      replicas: ${replicas}
      endpoint_mode: dnsrr
      restart_policy: { condition: any, delay: 0s }
      resources: { reservations: { cpus: '0.05', memory: 64M } }
`;

function entryOf(path: string, text: string): Entry {
  const outcome = parseEntry([{ path, text }]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value;
}

export const smallKubernetesEntry = (replicas: { web: number; api: number } = { web: 2, api: 2 }): Entry =>
  entryOf('shop.yaml', `${deployment('web', replicas.web)}---${deployment('api', replicas.api)}`);

/** The same with a pattern for batch jobs of `etl`. */
export const smallBatchEntry = (replicas: { web: number; api: number } = { web: 1, api: 1 }): Entry =>
  entryOf(
    'shop.yaml',
    `${deployment('web', replicas.web)}---${deployment('api', replicas.api)}---
apiVersion: batch/v1
kind: Job
metadata: { name: etl }
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: main, image: regatta/etl, resources: { requests: { cpu: 100m, memory: 64Mi } } }]
`,
  );

/** A service that is the pattern for the same jobs, and answers nobody who asks for its health. */
export const smallSwarmBatchEntry = (): Entry => {
  const etl = stackService('etl', 4).replace("cpus: '0.05'", "cpus: '0.1'");
  return entryOf(
    'stack.yml',
    `version: '3.9'\nservices:${stackService('web', 1)}${stackService('api', 1)}${etl}    healthcheck: { test: [CMD, 'true'], interval: 1s, retries: 1 }\n`,
  );
};

export const smallSwarmEntry = (replicas: { web: number; api: number } = { web: 2, api: 2 }): Entry =>
  entryOf('stack.yml', `version: '3.9'\nservices:${stackService('web', replicas.web)}${stackService('api', replicas.api)}`);
