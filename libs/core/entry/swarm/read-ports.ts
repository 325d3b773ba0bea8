import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { type Path, shown } from '../source/source-document.js';
import { isMap, itemsOf, type StackSource } from './stack-source.js';

export interface PublishedPort {
  readonly published: number;
  readonly protocol: string;
  readonly mode: 'ingress' | 'host';
  readonly path: Path;
}

const HOST_PORT = { ...POLICY.hostPort, instead: 'leave `mode: host` out; `max_replicas_per_node: 1` keeps tasks apart' };
/** `[[address:]published:]target[/protocol]`, both of them a number or a range. */
const SHORT = /^(?:(?:\[[^\]]*\]|\d+(?:\.\d+){3}|localhost):)?(?:(\d+)?(?:-(\d+))?:)?(\d+)(?:-(\d+))?(?:\/([a-z]+))?$/i;

/** Published ports, short and long. A port of the host is refused; its place is known all the same, for snapshots of real clusters. */
export function readPorts(source: StackSource, path: Path, ports: unknown): readonly PublishedPort[] {
  return itemsOf(ports).flatMap((port, index) => {
    const at = [...path, index];
    return isMap(port) ? longPort(source, at, port) : shortPort(source, at, String(port));
  });
}

function shortPort(source: StackSource, path: Path, port: string): readonly PublishedPort[] {
  const match = SHORT.exec(port);
  if (match === null) {
    source.say(path, { code: 'invalid-value', message: `\`${shown(port)}\` is no port`, hint: 'such as "8080:80" or "80/tcp"' });
    return [];
  }
  const [, from, to = from, target, targetTo = target, protocol = 'tcp'] = match;
  const [first, last, inside, insideTo] = [from, to, target, targetTo].map((one) => (one === undefined ? 0 : Number(one))) as [number, number, number, number];
  if ([first, last, inside, insideTo].some((one) => one > 65535) || inside === 0) {
    source.say(path, { code: 'invalid-value', message: `\`${shown(port)}\`: ports are 1 to 65535` });
    return [];
  }
  if (first > 0 && insideTo !== inside && last - first !== insideTo - inside) {
    source.say(path, { code: 'invalid-value', message: `\`${shown(port)}\`: the two ranges are of different length` });
    return [];
  }
  if (!known(source, path, protocol.toLowerCase()) || first === 0) return [];
  return Array.from({ length: Math.min(last - first, 1000) + 1 }, (_, i) => ({
    published: first + i,
    protocol: protocol.toLowerCase(),
    mode: 'ingress' as const,
    path,
  }));
}

function longPort(source: StackSource, path: Path, port: Readonly<Record<string, unknown>>): readonly PublishedPort[] {
  const { target, published, protocol = 'tcp', mode = 'ingress' } = port;
  if (typeof target !== 'number') source.say(path, { code: 'missing-field', message: '`target` is required in a port' });
  for (const [field, value] of [
    ['target', target],
    ['published', published],
  ] as const)
    if (typeof value === 'number' && (value < (field === 'target' ? 1 : 0) || value > 65535))
      source.say([...path, field], { code: 'invalid-value', message: `\`${field}\` is \`${value}\`: ports are 1 to 65535` });
  if (mode !== 'ingress' && mode !== 'host') {
    source.say([...path, 'mode'], { code: 'value-not-allowed', message: `\`mode\` is \`${shown(mode)}\``, hint: 'write `ingress`' });
    return [];
  }
  if (!known(source, [...path, 'protocol'], String(protocol)) || typeof published !== 'number' || published === 0) return [];
  if (mode === 'host') source.forbidden([...path, 'mode'], published, HOST_PORT);
  return [{ published, protocol: String(protocol), mode, path }];
}

function known(source: StackSource, path: Path, protocol: string): boolean {
  if (['tcp', 'udp', 'sctp'].includes(protocol)) return true;
  source.say(path, { code: 'value-not-allowed', message: `\`${shown(protocol)}\` is no protocol`, hint: 'one of: tcp, udp, sctp' });
  return false;
}

/** One port of the routing mesh can be published once. */
export function checkPublishedOnce(source: StackSource, services: readonly { readonly name: string; readonly ports: readonly PublishedPort[] }[]): void {
  const taken = new Map<string, string>();
  for (const { name, ports } of services) {
    for (const { published, protocol, mode, path } of ports) {
      if (mode === 'host') continue;
      const key = `${published}/${protocol}`;
      const by = taken.get(key);
      if (by !== undefined)
        source.say(path, { code: 'duplicate-item', message: `port '${published}' is already in use by service '${by}' as an ingress port` });
      else taken.set(key, name);
    }
  }
}
