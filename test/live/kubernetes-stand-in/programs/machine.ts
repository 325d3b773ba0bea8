import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { readLines, writeLine } from '../../../../libs/io/live/programs/lines.js';
import { ApiServer, kubeadmPlan } from './api-server.js';
import { NodeImages } from './images.js';
import { k3sPlan } from './k3s.js';
import { kubectl } from './kubectl.js';
import { Kubelet } from './kubelet.js';
import { type Answered, type Asked, SOCKET } from './messages.js';

/** The first process of a machine: container runtime and kubelet, and after `kubeadm init` everything else as well. */
export function machine(k3s: readonly string[] | null): void {
  const images = new NodeImages();
  const kubelet = new Kubelet(images);
  let api: ApiServer | undefined;
  const plan = k3s === null ? null : k3sPlan(k3s);
  if (plan !== null && 'agent' in plan) kubelet.begin(plan.agent);
  else if (plan !== null) {
    api = new ApiServer(plan.server);
    api.beginNetwork();
  }

  const obey = async (asked: Asked, socket: Socket, say: (text: string) => void): Promise<Extract<Answered, { run: unknown }> | void> => {
    const { tool, args, stdin } = asked;
    switch (tool) {
      case 'ctr':
        if (args.includes('import')) images.load(JSON.parse(stdin) as string[]);
        return say('ok\n');
      case 'crictl':
        return crictl(args, images, kubelet, say);
      case 'kubeadm': {
        const config = readFileSync(args.find((arg) => arg.startsWith('--config='))?.slice('--config='.length) ?? '', 'utf8');
        if (args[0] === 'init') api = new ApiServer(kubeadmPlan(config));
        else kubelet.join(config);
        return;
      }
      case 'kubectl':
        if (api === undefined) throw new Error('The connection to the server was refused');
        return kubectl(api, asked, images, say, (end) => socket.once('close', end));
      default:
        throw new Error(`${tool}: there is no such command`);
    }
  };

  mkdirSync('/run/containerd', { recursive: true });
  rmSync(SOCKET, { force: true });
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const answer = (answered: Answered): void => writeLine(socket, answered);
    readLines(
      socket,
      (asked: Asked) =>
        void obey(asked, socket, (out) => answer({ out })).then(
          (answered) => answer(answered ?? { exit: 0 }),
          (error: Error) => answer({ exit: 1, err: error.message }),
        ),
    );
  }).listen(SOCKET);
  // Like a machine: off when it is switched off, and not before.
  process.on('SIGTERM', () => process.exit(0));
}

async function crictl(args: readonly string[], images: NodeImages, kubelet: Kubelet, say: (text: string) => void): Promise<void> {
  const last = args.at(-1) ?? '';
  switch (args[0]) {
    case 'pull':
      if (images.sizeOf(last) === null) await images.pull(last);
      return say(`Image is up to date for ${last}\n`);
    case 'inspecti': {
      const size = images.sizeOf(last);
      if (size === null) throw new Error(`no such image "${last}" present`);
      return say(JSON.stringify({ status: { size: String(size) } }));
    }
    case 'ps': {
      const uid = /pod\.uid=(.+)$/.exec(last)?.[1];
      const running = [...kubelet.runners.values()].filter((runner) => runner.isRunning && (uid === undefined || runner.uid === uid));
      return say(running.map(({ pod }) => `${pod.id}\n`).join(''));
    }
    case 'stop':
      for (const id of args.slice(2)) kubelet.runners.get(Number(id))?.kill();
      return;
    default:
      throw new Error(`crictl ${args[0]}: unknown command`);
  }
}
