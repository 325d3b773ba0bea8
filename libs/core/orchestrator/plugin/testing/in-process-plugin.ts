import type { ContestantProcess, Exchange } from '../contestant-process.js';
import type { Decision, PluginNode, PluginPod, StartMessage, StepMessage } from '../protocol.js';

/** What a test plugin sees and says: the messages as they are, and a mirror just good enough for first fit. */
export class InProcessPlugin implements ContestantProcess {
  readonly asked: string[] = [];
  readonly nodes = new Map<string, PluginNode>();
  readonly free = new Map<string, { cpu: number; memory: number; pods: number }>();
  readonly pending = new Map<string, PluginPod>();
  readonly bound = new Map<string, { readonly node: string; readonly pod: PluginPod }>();
  readonly ending = new Set<string>();
  start: StartMessage | undefined;
  private readonly known = new Map<string, PluginPod>();

  constructor(private readonly decide: (plugin: InProcessPlugin, step: StepMessage) => readonly Decision[] = (plugin) => plugin.firstFit()) {}

  exchange(line: string): Exchange {
    this.asked.push(line);
    const message = JSON.parse(line) as StartMessage | StepMessage;
    return { ok: true, line: JSON.stringify(message.type === 'start' ? this.begin(message) : this.step(message)) };
  }

  firstFit(): readonly Decision[] {
    return [...this.pending.values()].flatMap((pod): Decision[] => {
      const node = [...this.free].find(
        ([name, room]) => room.cpu >= pod.cpuMilli && room.memory >= pod.memoryBytes && room.pods > 0 && this.nodes.get(name)?.schedulable,
      );
      if (node === undefined) return [];
      this.hold(node[0], pod, 1);
      return [{ do: 'bind', pod: pod.name, node: node[0] }];
    });
  }

  private begin(message: StartMessage): object {
    this.start = message;
    for (const node of message.nodes) this.node(node);
    return { type: 'ready', protocol: 1, name: 'first fit' };
  }

  private step(message: StepMessage): object {
    for (const event of message.events) {
      if (event.kind === 'node') this.node(event.node);
      if (event.kind === 'node-gone') this.free.delete(event.node);
      if (event.kind === 'pod' && event.state === 'bound') this.bind(event.pod, event.node ?? '');
      if (event.kind === 'pod' && event.state === 'ending') this.ending.add(event.pod);
      if (event.kind === 'pod' && ['gone', 'succeeded', 'failed'].includes(event.state)) this.release(event.pod);
    }
    for (const pod of message.pending) {
      this.pending.set(pod.name, pod);
      this.known.set(pod.name, pod);
    }
    return { type: 'decisions', step: message.step, decisions: this.decide(this, message) };
  }

  private node(node: PluginNode): void {
    if (!this.nodes.has(node.name)) this.free.set(node.name, { cpu: node.cpuMilli, memory: node.memoryBytes, pods: node.podsMax });
    this.nodes.set(node.name, node);
  }

  private bind(name: string, node: string): void {
    const pod = this.known.get(name) as PluginPod;
    this.pending.delete(name);
    this.bound.set(name, { node, pod });
  }

  private release(name: string): void {
    this.pending.delete(name);
    const held = this.bound.get(name);
    this.bound.delete(name);
    if (held !== undefined) this.hold(held.node, held.pod, -1);
  }

  private hold(node: string, pod: PluginPod, sign: 1 | -1): void {
    const room = this.free.get(node);
    if (room === undefined) return;
    room.cpu -= sign * pod.cpuMilli;
    room.memory -= sign * pod.memoryBytes;
    room.pods -= sign;
  }
}
