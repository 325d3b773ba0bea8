import { readFileSync } from 'node:fs';
import { Agent, createServer, get, type RequestOptions } from 'node:https';
import { type PodPoints, readKubeletMetrics } from './kubelet-metrics.js';
import { PodUsage, type PodUsageWindow } from './pod-usage.js';

/**
 * The resource metrics API (`metrics.k8s.io/v1beta1`, pods only) of a Kubernetes that has none, for its HorizontalPodAutoscalers.
 * Kubelets are asked once a period; who asks here is the API server, as an aggregator, and which pods a selector means is asked back.
 */
export interface MetricsConfig {
  readonly port: number;
  readonly periodMs: number;
  /** `10.0.0.1:10250` */
  readonly kubelets: readonly string[];
  /** Folder with the service account's token and the authority of the API server. */
  readonly account: string;
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

interface PodMetadata {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: object };
}

const GROUP = 'metrics.k8s.io/v1beta1';
const config = JSON.parse(process.env['METRICS_CONFIG'] ?? '{}') as MetricsConfig;
const usage = new PodUsage(config.periodMs);
const kubeletAgent = new Agent({ keepAlive: true, rejectUnauthorized: false });
const apiAgent = new Agent({ keepAlive: true, ca: readFileSync(`${config.account}/ca.crt`) });

function fetchText(options: RequestOptions): Promise<string> {
  // The token is replaced while the pod runs.
  const headers = { ...options.headers, authorization: `Bearer ${readFileSync(`${config.account}/token`, 'utf8')}` };
  return new Promise((resolve, reject) => {
    const call = get({ ...options, headers, timeout: config.periodMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode} of ${options.path}: ${text}`))));
    });
    call.on('timeout', () => call.destroy(new Error(`no answer from ${options.host}`)));
    call.on('error', reject);
  });
}

async function scrape(): Promise<void> {
  const ask = async (kubelet: string): Promise<PodPoints> => {
    const [host, port] = kubelet.split(':');
    const text = await fetchText({ host, port, path: '/metrics/resource', agent: kubeletAgent });
    return readKubeletMetrics(text, Date.now());
  };
  const answers = await Promise.allSettled(config.kubelets.map(ask));
  usage.store(new Map(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [...answer.value] : []))));
  for (const answer of answers) if (answer.status === 'rejected') console.error((answer.reason as Error).message);
}

async function podsOf(namespace: string, query: string): Promise<readonly PodMetadata[]> {
  const path = `/api/v1/${namespace === '' ? '' : `namespaces/${namespace}/`}pods${query}`;
  const headers = { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' };
  const [host, port] = [process.env['KUBERNETES_SERVICE_HOST'], process.env['KUBERNETES_SERVICE_PORT']];
  return (JSON.parse(await fetchText({ host, port, path, headers, agent: apiAgent })) as { items: readonly PodMetadata[] }).items;
}

const podMetrics = ({ metadata: { name, namespace, labels } }: PodMetadata, { atMs, windowMs, containers }: PodUsageWindow): object => ({
  kind: 'PodMetrics',
  apiVersion: GROUP,
  metadata: { name, namespace, labels, creationTimestamp: rfc3339(Date.now()) },
  timestamp: rfc3339(atMs),
  window: `${windowMs / 1000}s`,
  containers: containers.map((one) => ({ name: one.name, usage: { cpu: `${one.cpuNanoCores}n`, memory: `${Math.floor(one.memoryBytes / 1024)}Ki` } })),
});

/** Without fractions of a second: the API's own format. */
const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: GROUP,
  resources: [{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] }],
};

async function answer(path: string, query: string): Promise<object | null> {
  if (path === `/apis/${GROUP}`) return RESOURCES;
  const asked = /^\/apis\/metrics\.k8s\.io\/v1beta1\/(?:namespaces\/([^/]+)\/)?pods(?:\/([^/]+))?$/.exec(path);
  if (asked === null) return null;
  const [, namespace = '', name] = asked;
  const pods = await podsOf(namespace, name === undefined ? query : `?fieldSelector=metadata.name%3D${name}`);
  const items = pods.flatMap((pod) => {
    const window = usage.of(`${pod.metadata.namespace}/${pod.metadata.name}`);
    return window === null ? [] : [podMetrics(pod, window)];
  });
  if (name !== undefined) return items[0] ?? null;
  return { kind: 'PodMetricsList', apiVersion: GROUP, metadata: {}, items };
}

createServer({ key: config.key, cert: config.certificate }, (request, response) => {
  const [path = '', query = ''] = (request.url ?? '').split(/(?=\?)/);
  const say = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  answer(path, query).then(
    (body) => (body === null ? say(404, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }) : say(200, body)),
    (error: Error) => say(500, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: error.message, code: 500 }),
  );
}).listen(config.port);

void scrape();
setInterval(() => void scrape(), config.periodMs);
