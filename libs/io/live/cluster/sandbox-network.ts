import type Docker from 'dockerode';
import { LABEL, objectName } from '../engine/labels.js';
import { LiveFault } from '../engine/open-engine.js';

export interface SandboxNetwork {
  readonly network: Docker.Network;
  readonly name: string;
  /** `10.201.7`: addresses are this and one more number. */
  readonly prefix: string;
}

const ATTEMPTS = 40;

/**
 * A network of the cluster's own without a way out. `Internal` alone still lets containers reach the host through the
 * bridge's address, so the bridge gets none. The subnet is given, because only then a node that was disconnected gets its
 * old address back.
 */
export async function createSandboxNetwork(engine: Docker, run: string): Promise<SandboxNetwork> {
  const name = objectName(run, 'net');
  const first = Math.floor(Math.random() * 4000);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const place = (first + attempt * 37) % 4000;
    const prefix = `10.${201 + Math.floor(place / 250)}.${place % 250}`;
    try {
      const network = await engine.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: true,
        CheckDuplicate: true,
        EnableIPv6: false,
        IPAM: { Driver: 'default', Config: [{ Subnet: `${prefix}.0/24` }] },
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        Labels: { [LABEL.run]: run },
      });
      return { network, name, prefix };
    } catch (error) {
      if (!/overlap|pool/i.test((error as Error).message)) throw error;
    }
  }
  throw new LiveFault('cluster-failed', `no free subnet for a sandbox after ${ATTEMPTS} attempts`);
}
