import { createConnection, createServer, type Socket } from 'node:net';
import type { AgentLine, FromAgent, HubLine, ToAgent } from './agent-messages.js';
import { type Pushed, pushImage, type PushOrder } from './image-push.js';
import { monotonicUs, readLines, writeLine } from './lines.js';
import { serveNames } from './name-server.js';
import { HUB_PORT, NAME_PORT } from './plan.js';
import type { Frame } from './reliable-link.js';

/**
 * The control network's end in the sandbox: node agents connect to it, the judge talks to it by attach. So a node whose
 * network is cut is really cut from its control plane. It also pushes images, tries addresses for the judge, and is who the
 * sandbox's engines ask for names.
 */
export type HubOrder =
  | { readonly to: string; readonly frame: Frame<ToAgent> }
  | { readonly push: PushOrder; readonly id: number }
  | { readonly reach: { readonly host: string; readonly port: number; readonly timeoutMs: number }; readonly id: number };

export type HubReport =
  | { readonly ready: true }
  | { readonly hello: string; readonly boot: string }
  | { readonly from: string; readonly frame: Frame<FromAgent> }
  | { readonly beat: string; readonly atUs: number }
  | { readonly answer: number; readonly pushed?: Pushed; readonly reached?: boolean; readonly failure?: string };

const registry = process.argv[2] ?? '';
const agents = new Map<string, Socket>();
const say = (report: HubReport): void => writeLine(process.stdout, report);
const tell = (socket: Socket, line: HubLine): void => writeLine(socket, line);

createServer((socket) => {
  let name = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  readLines(socket, (line: AgentLine) => {
    if ('hello' in line) {
      name = line.hello;
      agents.get(name)?.destroy();
      agents.set(name, socket);
      say({ hello: name, boot: line.boot });
      tell(socket, { welcome: true });
    } else if ('ping' in line) tell(socket, { pong: line.ping });
    else if ('beat' in line) say({ beat: name, atUs: monotonicUs() });
    else say({ from: name, frame: line.frame });
  });
}).listen(HUB_PORT, () => serveNames(NAME_PORT, () => say({ ready: true })));

function reach(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const settle = (reached: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reached);
    };
    const timer = setTimeout(() => settle(false), timeoutMs);
    socket.on('connect', () => settle(true));
    // A refusal is an answer: somebody is there.
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNREFUSED'));
  });
}

readLines(process.stdin, (order: HubOrder) => {
  if ('to' in order) {
    const socket = agents.get(order.to);
    if (socket !== undefined && !socket.destroyed) tell(socket, { frame: order.frame });
    return;
  }
  const { id } = order;
  const done =
    'push' in order
      ? pushImage(registry, order.push).then((pushed) => ({ pushed }))
      : reach(order.reach.host, order.reach.port, order.reach.timeoutMs).then((reached) => ({ reached }));
  done.then(
    (result) => say({ answer: id, ...result }),
    (error: Error) => say({ answer: id, failure: error.message }),
  );
});
process.stdin.on('end', () => process.exit(0));
