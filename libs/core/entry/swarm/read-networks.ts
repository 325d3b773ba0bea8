import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { type Path, shown } from '../source/source-document.js';
import { entriesOf, isMap, itemsOf, type StackSource } from './stack-source.js';

const HOST = { ...POLICY.hostNamespace, forbids: () => true, instead: 'use a network of the `overlay` driver' };
const HOST_NETWORKS = ['host', 'bridge', 'none', 'docker_gwbridge'];

/** Networks of the whole stack: overlays only. */
export function checkNetworks(source: StackSource): void {
  for (const [name, network] of source.section('networks')) {
    if (!isMap(network)) continue;
    const { driver = 'overlay', external } = network;
    const actual = (isMap(external) ? external['name'] : undefined) ?? network['name'] ?? name;
    if (external !== undefined && external !== false) {
      if (HOST_NETWORKS.includes(String(actual))) source.forbidden(['networks', name, 'external'], actual, HOST);
      else
        source.say(['networks', name, 'external'], {
          code: 'external-object',
          message: `network "${shown(actual)}" is declared as external, and there is nothing outside of the stack`,
          hint: 'leave `external` out',
        });
    } else if (driver !== 'overlay' && driver !== '') {
      if (['host', 'bridge', 'macvlan', 'ipvlan', 'none', 'null'].includes(String(driver))) source.forbidden(['networks', name, 'driver'], driver, HOST);
      else
        source.say(['networks', name, 'driver'], {
          code: 'value-not-allowed',
          message: `no node has the network driver \`${shown(driver)}\``,
          hint: 'write `overlay`',
        });
    }
  }
}

/** Networks that a service is on: each must be in the stack. */
export function checkServiceNetworks(source: StackSource, path: Path, networks: unknown): void {
  const known = ['default', ...source.section('networks').map(([name]) => name)];
  const named = Array.isArray(networks)
    ? itemsOf(networks).map((name, index) => [index, name] as const)
    : entriesOf(networks).map(([name]) => [name, name] as const);
  for (const [step, name] of named) {
    if (known.includes(String(name))) continue;
    if (HOST_NETWORKS.includes(String(name))) source.forbidden([...path, step], name, HOST);
    else
      source.say(
        [...path, step],
        { code: 'unknown-network', message: `undefined network \`${shown(name)}\``, hint: `add \`${String(name)}: {}\` under the top-level \`networks\`` },
        typeof step === 'string' ? 'key' : 'value',
      );
  }
}
