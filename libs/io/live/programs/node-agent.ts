import { randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import type { AgentLine, FromAgent, HubLine, PodOrder, ToAgent } from './agent-messages.js';
import { ImageStore } from './image-pull.js';
import { readLines, writeLine } from './lines.js';
import { HUB_PORT, type Routes } from './plan.js';
import { backoffUs, type PodHost, PodProcess } from './pod-process.js';
import { ReliableLink } from './reliable-link.js';

/**
 * What runs on a node of a light cluster and obeys the control plane: pulls images, runs pods as processes, probes and restarts
 * them, tells them where the others are. Its connection to the control plane goes over the sandbox's network and may be cut;
 * then it goes on with what it knows.
 */
const [, , name = '', hub = '', registry = '', beatMs = '1000'] = process.argv;
const PING_MS = 300;
const SILENT_MS = 1500;
/** Until the control plane was there for the first time: both start at once. */
const EAGER_MS = 30;

const boot = randomBytes(6).toString('hex');
const images = new ImageStore(registry);
const pods = new Map<number, PodProcess>();
let routes: Routes = {};
let crashes: Readonly<Record<string, number>> = {};
let socket: Socket | undefined;
let heardMs = 0;
let wasWelcome = false;

const transmit = (line: AgentLine): void => {
  if (socket !== undefined && !socket.connecting && !socket.destroyed) writeLine(socket, line);
};
const link = new ReliableLink<FromAgent, ToAgent>((frame) => transmit({ frame }), obey);

const host: PodHost = {
  report: (phase) => link.post({ phase }),
  get routes() {
    return routes;
  },
  crashMilli: (app) => crashes[app] ?? 0,
  gone: (pod) => pods.delete(pod),
};

function obey(order: ToAgent): void {
  if ('start' in order) void startPod(order.start, 0);
  else if ('stop' in order) pods.get(order.stop)?.stop(order.graceUs, order.preStopUs);
  else if ('kill' in order) pods.get(order.kill)?.kill('Killed');
  else if ('retrieve' in order) void images.pull(order.retrieve, order.unpackBytesPerSecond).then((stored) => link.post({ stored }));
  else if ('routes' in order) {
    routes = { ...routes, ...order.routes };
    for (const pod of pods.values()) pod.send({ routes: order.routes });
  } else if ('crashMilli' in order) crashes = order.crashMilli;
  else link.post({ usage: order.scrape, pods: [...pods].map(([pod, process]) => ({ pod, ...process.total })) });
}

async function startPod(order: PodOrder, pullFailures: number): Promise<void> {
  const pod = pods.get(order.pod) ?? new PodProcess(order, host);
  pods.set(order.pod, pod);
  if (order.warm || images.has(order.image)) return pod.start();
  const say = (phase: 'pulling' | 'pull-failed', reason: string): void =>
    host.report({ pod: order.pod, phase, exitCode: 0, restarts: 0, reason, atUs: Number(process.hrtime.bigint() / 1000n) });
  say('pulling', `Pulling image ${order.image}`);
  const stored = await images.pull(order.image, order.unpackBytesPerSecond);
  link.post({ stored });
  if (!pods.has(order.pod)) return;
  if (stored.failure === null) return pod.start();
  say('pull-failed', `ErrImagePull: ${stored.failure}`);
  setTimeout(() => pods.has(order.pod) && void startPod(order, pullFailures + 1), backoffUs(order.pullBackoff, pullFailures + 1) / 1000);
}

function connect(): void {
  const next = createConnection({ host: hub, port: HUB_PORT });
  socket = next;
  heardMs = Date.now();
  next.setNoDelay(true);
  next.on('connect', () => transmit({ hello: name, boot }));
  next.on('error', () => next.destroy());
  next.on('close', () => {
    if (socket === next) socket = undefined;
    if (!wasWelcome) setTimeout(connect, EAGER_MS);
  });
  readLines(next, (line: HubLine) => {
    heardMs = Date.now();
    wasWelcome = true;
    if ('welcome' in line) link.resend();
    else if ('frame' in line) link.onFrame(line.frame);
  });
}

connect();
setInterval(() => {
  // A cut network says nothing; only silence tells.
  if (socket !== undefined && Date.now() - heardMs > SILENT_MS) socket.destroy();
  if (wasWelcome && (socket === undefined || socket.destroyed)) connect();
  else transmit({ ping: Date.now() });
}, PING_MS);
setInterval(() => transmit({ beat: Date.now() }), Number(beatMs));
