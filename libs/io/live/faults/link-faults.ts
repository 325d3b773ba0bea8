import type Docker from 'dockerode';
import type { HostFacts } from '../probe/host-facts.js';
import type { Sandbox } from '../cluster/sandbox.js';
import { insideNetwork } from './inside-network.js';

/** Names the device that has an address of the sandbox: it is another one once a cable was pulled and put back in. */
const ON_LINK = `const [prefix, ...words] = process.argv.slice(1);
const ours = ([, addresses]) => addresses.some(({ address }) => address.startsWith(prefix));
const [link = 'eth0'] = Object.entries(require('os').networkInterfaces()).find(ours) ?? [];
const { status } = require('child_process').spawnSync('tc', words.map((word) => (word === 'LINK' ? link : word)), { stdio: 'inherit' });
process.exit(status ?? 1);`;

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
      commands.push(this.onLink('qdisc', 'replace', 'dev', 'LINK', 'root', 'netem', 'delay', `${delayUs}us`));
      words.push(`${delayUs} µs of delay`);
    } else if (delayUs > 0 && this.network.tbf) {
      const kilobits = Math.max(8, Math.round((1500 * 8 * 1000) / delayUs));
      commands.push(this.onLink('qdisc', 'replace', 'dev', 'LINK', 'root', 'tbf', 'rate', `${kilobits}kbit`, 'burst', '1600', 'latency', '400ms'));
      words.push(`a link of ${kilobits} kbit/s, as the kernel has no netem`);
    }
    await this.inside(node, commands, true);
    return words.join(', ');
  }

  async clear(node: Docker.Container, lossMilli: number): Promise<void> {
    const share = (lossMilli / 1000).toFixed(3);
    const loss = lossMilli > 0 ? [['iptables', '-w', '-D', 'INPUT', '-m', 'statistic', '--mode', 'random', '--probability', share, '-j', 'DROP']] : [];
    await this.inside(node, [...loss, this.onLink('qdisc', 'del', 'dev', 'LINK', 'root')], false);
  }

  /** Rules and queues of a machine's link, as the kernel lists them. */
  async describe(node: Docker.Container): Promise<string> {
    const results = await this.inside(
      node,
      [
        ['iptables', '-w', '-S'],
        ['tc', 'qdisc', 'show'],
      ],
      false,
    );
    return results.map(({ text }) => text).join('\n');
  }

  private onLink(...words: readonly string[]): readonly string[] {
    return ['node', '-e', ON_LINK, `${this.sandbox.network.prefix}.`, ...words];
  }

  private async inside(node: Docker.Container, commands: readonly (readonly string[])[], must: boolean) {
    if (commands.length === 0) return [];
    const results = await insideNetwork(this.sandbox, node, commands);
    const failed = results.findIndex(({ code }) => code !== 0);
    if (must && failed >= 0) throw new Error(`${wordsOf(commands[failed] ?? [])}: ${results[failed]?.text}`);
    return results;
  }
}

const wordsOf = (command: readonly string[]): string => (command[2] === ON_LINK ? ['tc', ...command.slice(4)] : command).join(' ');
