import type Docker from 'dockerode';
import { LABEL, objectName } from '../engine/labels.js';
import { LiveFault } from '../engine/open-engine.js';

export interface SandboxNetwork {
  readonly network: Docker.Network;
  readonly name: string;
  /** `10.201.7`: addresses are this and one more number. */
  readonly prefix: string;
  /** Where pods of a cluster whose nodes route them have their addresses, `10.201.32.0/19`; null: not asked for. */
  readonly podSubnet: string | null;
}

const ATTEMPTS = 40;

/**
 * A network of the cluster's own without a way out. `Internal` alone still lets containers reach the host through the
 * bridge's address, so the bridge gets none. The subnet is given, because only then a node that was disconnected gets its
 * old address back.
 */
export async function createSandboxNetwork(engine: Docker, run: string, hasPodSubnet = false): Promise<SandboxNetwork> {
  const name = objectName(run, 'net');
  const places = hasPodSubnet ? 64 : 4000;
  const first = Math.floor(Math.random() * places);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { prefix, subnet, podSubnet } = rangeAt((first + attempt * 37) % places, hasPodSubnet);
    try {
      const network = await engine.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: true,
        CheckDuplicate: true,
        EnableIPv6: false,
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        Labels: { [LABEL.run]: run },
      });
      return { network, name, prefix, podSubnet };
    } catch (error) {
      if (!/overlap|pool/i.test((error as Error).message)) throw error;
    }
  }
  throw new LiveFault('cluster-failed', `no free subnet for a sandbox after ${ATTEMPTS} attempts`);
}

/**
 * The engine drops whatever comes out of an internal network with a source beyond its subnet, and bridged packets pass through
 * those rules as well. Nodes that route the addresses of their pods to each other therefore need these within the subnet.
 */
function rangeAt(place: number, hasPodSubnet: boolean) {
  if (!hasPodSubnet) {
    const prefix = `10.${201 + Math.floor(place / 250)}.${place % 250}`;
    return { prefix, subnet: `${prefix}.0/24`, podSubnet: null };
  }
  const [second, third] = [201 + Math.floor(place / 4), (place % 4) * 64];
  return { prefix: `10.${second}.${third}`, subnet: `10.${second}.${third}.0/18`, podSubnet: `10.${second}.${third + 32}.0/19` };
}
