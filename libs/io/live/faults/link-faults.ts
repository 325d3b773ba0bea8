import type Docker from 'dockerode';
import type { HostFacts } from '../probe/host-facts.js';
import type { Sandbox } from '../cluster/sandbox.js';
import { insideNetwork } from './inside-network.js';

/** Faults of a machine's link, made by the kernel in the machine's own network namespace. */
export class LinkFaults {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly network: HostFacts['network'],
  ) {}

  /** Drops everything from and to these addresses; both ways, as a cut cable does. */
  async cut(node: Docker.Container, addresses: readonly string[], isCut: boolean): Promise<void> {
    const act = isCut ? '-A' : '-D';
    await this.inside(
      node,
      addresses.flatMap((address) => [
        ['iptables', '-w', act, 'INPUT', '-s', address, '-j', 'DROP'],
        ['iptables', '-w', act, 'OUTPUT', '-d', address, '-j', 'DROP'],
      ]),
      isCut,
    );
  }

  /**
   * Loses a share of the packets that arrive, and delays what leaves: by netem where the kernel has it, else by a narrow link
   * (tbf) that makes a packet of 1,500 bytes take about that long. Returns in words what was done.
   */
  async blur(node: Docker.Container, lossMilli: number, delayUs: number): Promise<string> {
    const commands: (readonly string[])[] = [];
    const words: string[] = [];
    if (lossMilli > 0) {
      const share = (lossMilli / 1000).toFixed(3);
      commands.push(['iptables', '-w', '-A', 'INPUT', '-m', 'statistic', '--mode', 'random', '--probability', share, '-j', 'DROP']);
      words.push(`${share} of packets lost`);
    }
    if (delayUs > 0 && this.network.netem) {
      commands.push(['tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'netem', 'delay', `${delayUs}us`]);
      words.push(`${delayUs} µs of delay`);
    } else if (delayUs > 0 && this.network.tbf) {
      const kilobits = Math.max(8, Math.round((1500 * 8 * 1000) / delayUs));
      commands.push(['tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'tbf', 'rate', `${kilobits}kbit`, 'burst', '1600', 'latency', '400ms']);
      words.push(`a link of ${kilobits} kbit/s, as the kernel has no netem`);
    }
    await this.inside(node, commands, true);
    return words.join(', ');
  }

  async clear(node: Docker.Container, lossMilli: number): Promise<void> {
    const share = (lossMilli / 1000).toFixed(3);
    const loss = lossMilli > 0 ? [['iptables', '-w', '-D', 'INPUT', '-m', 'statistic', '--mode', 'random', '--probability', share, '-j', 'DROP']] : [];
    await this.inside(node, [...loss, ['tc', 'qdisc', 'del', 'dev', 'eth0', 'root']], false);
  }

  /** Rules and queues of a machine's link, as the kernel lists them. */
  async describe(node: Docker.Container): Promise<string> {
    const results = await this.inside(
      node,
      [
        ['iptables', '-w', '-S'],
        ['tc', 'qdisc', 'show', 'dev', 'eth0'],
      ],
      false,
    );
    return results.map(({ text }) => text).join('\n');
  }

  private async inside(node: Docker.Container, commands: readonly (readonly string[])[], must: boolean) {
    if (commands.length === 0) return [];
    const results = await insideNetwork(this.sandbox, node, commands);
    const failed = results.findIndex(({ code }) => code !== 0);
    if (must && failed >= 0) throw new Error(`${commands[failed]?.join(' ')}: ${results[failed]?.text}`);
    return results;
  }
}
