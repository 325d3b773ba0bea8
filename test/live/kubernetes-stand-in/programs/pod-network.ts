import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const ip = (lines: readonly string[], ...options: readonly string[]) =>
  execFileSync('ip', [...options, '-batch', '-'], { input: `${lines.join('\n')}\n`, stdio: ['pipe', 'ignore', 'pipe'] });

const ROUTE_AGAIN_MS = 1000;

/** What a network plugin of the simplest kind does: a namespace and a cable for each pod, and a route to the pods of every other node. */
export class PodNetwork {
  private readonly gateway: string;
  private next = 2;
  private again: NodeJS.Timeout | undefined;
  private readonly prefix: string;

  /** `10.201.33.0/24` */
  constructor(subnet: string) {
    this.prefix = subnet.replace(/\.0\/24$/, '');
    this.gateway = `${this.prefix}.1`;
    for (const name of ['all', 'default']) writeFileSync(`/proc/sys/net/ipv4/conf/${name}/rp_filter`, '0');
    writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  }

  /** Again and again, as kind's network does it: a machine that was unplugged has lost them. */
  route(subnets: readonly { readonly subnet: string; readonly via: string }[]): void {
    clearInterval(this.again);
    const lay = (): void => {
      for (const { subnet, via } of subnets) if (!subnet.startsWith(`${this.prefix}.`)) ip([`route replace ${subnet} via ${via}`]);
    };
    lay();
    this.again = setInterval(() => {
      try {
        lay();
      } catch {
        // The cable is out.
      }
    }, ROUTE_AGAIN_MS);
  }

  /** A namespace for a pod; gives its address. */
  add(pod: number): string {
    const address = `${this.prefix}.${this.next}`;
    this.next = this.next >= 250 ? 2 : this.next + 1;
    const name = nameOf(pod);
    ip([`netns add ${name}`]);
    ip([
      `link add ${name} type veth peer name eth0 netns ${name}`,
      `addr add ${this.gateway}/32 dev ${name}`,
      `link set ${name} up`,
      `route replace ${address}/32 dev ${name}`,
    ]);
    ip(
      [`addr add ${address}/32 dev eth0`, 'link set eth0 up', 'link set lo up', `route add ${this.gateway} dev eth0`, `route add default via ${this.gateway}`],
      '-n',
      name,
    );
    return address;
  }

  remove(pod: number): void {
    try {
      ip([`netns del ${nameOf(pod)}`]);
    } catch {
      // It was never there.
    }
  }
}

const nameOf = (pod: number): string => `pod${pod}`;
export const inNamespace = (pod: number, command: readonly string[]): readonly string[] => ['nsenter', `--net=/run/netns/${nameOf(pod)}`, ...command];
