import type { Plugin } from '../../cycle/plugin.js';
import { unschedulable } from '../../cycle/rejection.js';
import { type HostPort, portsClash } from '../../snapshot/host-ports.js';
import type { NodeInfo } from '../../snapshot/node-info.js';

const name = 'NodePorts';
const REJECTION = unschedulable(name, "node(s) didn't have free ports for the requested pod ports");

function taken(wanted: readonly HostPort[], node: NodeInfo): boolean {
  for (const used of node.ports) for (const port of wanted) if (portsClash(used, port)) return true;
  return false;
}

export const nodePorts: Plugin = {
  name,
  local: true,
  prepareFilter: ({ pod }) => {
    const wanted = pod.traits.hostPorts;
    return wanted.length === 0 ? null : { plugin: name, check: (node) => (taken(wanted, node) ? REJECTION : null) };
  },
};
