import type { NodeImage } from '../kubernetes/node-image.js';

/** What a judge's host can do for sandbox clusters: found out once, published, and printed on every result. */
export interface HostFacts {
  readonly engine: {
    readonly version: string;
    readonly apiVersion: string;
    readonly operatingSystem: string;
    readonly kernel: string;
    readonly storageDriver: string;
    readonly cgroupVersion: '1' | '2';
    readonly cgroupDriver: string;
    readonly runtimes: readonly string[];
  };
  readonly cpus: number;
  readonly memoryBytes: number;
  /** What the kernel can do to a link. */
  readonly network: {
    readonly iptables: boolean;
    /** Random loss by `iptables -m statistic`. */
    readonly loss: boolean;
    /** Delay by `tc netem`. */
    readonly netem: boolean;
    /** Bandwidth by `tc tbf`. */
    readonly tbf: boolean;
    /** Virtual addresses and the ingress mesh of a real Swarm, kube-proxy's ipvs mode. */
    readonly ipvs: boolean;
  };
  /** Whether a container may be given every capability (`--privileged`), or those that an inner engine needs. */
  readonly privileged: boolean;
  readonly innerEngine: boolean;
  /** Capabilities that nobody on this host can have, where privileged containers are refused. */
  readonly missingCapabilities: readonly string[];
  /** Programs of this host that a Swarm node needs and that are not here. */
  readonly missingForSwarm: readonly string[];
  /** Node images of real Kubernetes that the engine holds, the one to take first. */
  readonly nodeImages: readonly NodeImage[];
  /** The one that was asked for by name; null: whichever is there. */
  readonly wantedNodeImage: string | null;
}

export const DRIVERS = ['light', 'swarm', 'kubernetes'] as const;
export type DriverName = (typeof DRIVERS)[number];

/** Why something cannot be done on this host, and what would change that. */
export interface Refusal {
  readonly code: 'no-engine' | 'engine-too-weak' | 'no-node-image' | 'missing-programs' | 'does-not-fit' | 'unsupported' | 'wrong-division';
  readonly reason: string;
  readonly fix: string;
}

/** Why a driver cannot run here; null when it can. */
export function refusalOf(driver: DriverName, facts: HostFacts): Refusal | null {
  switch (driver) {
    case 'light':
      return null;
    case 'swarm':
      if (facts.missingForSwarm.length > 0)
        return {
          code: 'missing-programs',
          reason: `a Swarm node is built from programs of this host, and these are not here: ${facts.missingForSwarm.join(', ')}`,
          fix: 'apt-get install docker.io iptables',
        };
      if (!facts.innerEngine)
        return {
          code: 'engine-too-weak',
          reason: 'the engine does not give a container the capabilities that an inner Docker engine needs',
          fix: 'run the judge beside a rootful Docker engine without user namespaces, or take the driver light',
        };
      return null;
    case 'kubernetes':
      return kubernetesRefusal(facts);
  }
}

function kubernetesRefusal({ nodeImages: [image], wantedNodeImage: wanted, privileged, innerEngine, missingCapabilities }: HostFacts): Refusal | null {
  if (image === undefined)
    return {
      code: 'no-node-image',
      reason: wanted === null ? 'the engine holds no node image of Kubernetes' : `the engine does not hold the node image ${wanted}`,
      fix: `docker pull ${wanted ?? 'kindest/node:v1.36.0'} (or docker load an archive of it); --node-image or REGATTA_NODE_IMAGE names another; the driver light needs none`,
    };
  if (image.rights === 'privileged' ? privileged : innerEngine) return null;
  const lacking = missingCapabilities.length === 0 ? '' : ` (no process of this host may have ${missingCapabilities.join(', ')})`;
  return {
    code: 'engine-too-weak',
    reason: `nodes made of ${image.name} need privileged containers, and this engine refuses them${lacking}`,
    fix: 'run the judge on a host whose engine allows --privileged, or take the driver light',
  };
}
