import type Docker from 'dockerode';
import type { Entry } from '#core/entry';
import type { DrawnNode, DrawnRun } from '#core/scenario';
import type { Routes } from '../programs/plan.js';
import type { LoadOrder, LoadReport } from '../programs/load-generator.js';
import type { DriverName, HostFacts, Refusal } from '../probe/host-facts.js';
import type { Stepper } from '../light/stepper.js';
import type { Sandbox } from './sandbox.js';

/** Times are µs since time 0 of the run, on the host's monotonic clock, unless they say otherwise. */

/** A machine of the sandbox: one container, whatever runs inside. */
export interface LiveNode {
  readonly drawn: DrawnNode;
  readonly container: Docker.Container;
  readonly address: string;
}

export type LivePodPhase = 'pending' | 'pulling' | 'starting' | 'running' | 'ready' | 'unready' | 'ended';

export interface LivePod {
  /** Unique within the run. */
  readonly key: string;
  readonly name: string;
  readonly app: string;
  readonly phase: LivePodPhase;
  /** Index of the node that holds it; null before it is placed. */
  readonly node: number | null;
  readonly requests: { readonly cpuMilli: number; readonly memoryBytes: number };
}

/** What a cluster tells whoever measures. Everything that happens to pods, as seen from outside the entry. */
export interface ClusterListener {
  created(pod: LivePod, atUs: number, byScaling: boolean): void;
  /** It will not be placed any more. */
  dropped(key: string, atUs: number): void;
  assigned(pod: LivePod, atUs: number): void;
  starting(key: string, atUs: number): void;
  ready(pod: LivePod, atUs: number): void;
  /** `wanted`: somebody asked for it. */
  unready(pod: LivePod, atUs: number, wanted: boolean): void;
  ended(pod: LivePod, atUs: number): void;
  evicted(key: string, node: number | null): void;
  pulled(tookUs: number, fetchedBytes: number): void;
  stored(tookUs: number): void;
  itemDone(job: string, item: number, atUs: number): void;
  /** A line of the run's log. */
  log(atUs: number, kind: string, ...fields: readonly (string | number | null | readonly (string | number)[])[]): void;
}

export interface Retrieved {
  readonly tookUs: number;
  /** 0: the node had all of it. */
  readonly fetchedBytes: number;
}

export interface NodeUsage {
  readonly node: number;
  /** Of the whole machine, from the engine's accounting. */
  readonly cpuUs: number;
  readonly memoryBytes: number;
}

/** The load generator: its orders go in, its reports come out. */
export interface LoadChannel {
  send(order: LoadOrder): void;
  onReport(use: (report: LoadReport) => void): void;
  /** Rejects when the generator ends before its time: nothing can be measured any more. */
  readonly died?: Promise<never>;
}

/** A sandbox cluster that is up. The same for every driver. */
export interface LiveCluster {
  readonly driver: DriverName;
  readonly sandbox: Sandbox;
  readonly load: LoadChannel;
  /** Machines that are part of the cluster, by number; those that left are not in it. */
  readonly nodes: ReadonlyMap<number, LiveNode>;
  /** Addresses that a node talks to its control plane by. */
  readonly controlAddresses: readonly string[];
  /** Names that clients resolve instead of being told routes, by application; null: they are told. */
  dnsName(app: string): string | null;

  /** Builds an image of the application and pushes it to the registry inside the sandbox. */
  store(app: string, tag: string, bytes: number): Promise<{ readonly tookUs: number; readonly bytes: number }>;
  /** Has a node pull an image from that registry. */
  retrieve(node: number, image: string): Promise<Retrieved>;
  /** Registry bandwidth; 0 takes it down. */
  setRegistry(bytesPerSecond: number): Promise<void>;

  /** Hands the entry to its control plane: time 0. */
  begin(t0Us: number): Promise<void>;
  pods(): readonly LivePod[];
  routes(): Routes;
  scale(app: string, replicas: number): Promise<void>;
  killPod(key: string): Promise<void>;
  maintain(node: number, action: 'drain' | 'uncordon'): Promise<void>;
  release(app: string, image: string): Promise<void>;
  /** The cloud takes a machine for good. */
  removeNode(node: number): Promise<void>;
  /** What the injector did to a machine: pods on it serve no longer, or it is running again. */
  nodeStopped(node: number): void;
  nodeStarted(node: number): Promise<void>;
  /** Plugs a machine in again, where `connect` alone is not enough: its network is a new one then. */
  replug?(node: number, connect: () => Promise<void>): Promise<void>;
  usage(): Promise<readonly NodeUsage[]>;
  /** Where machines can join while the run is on its way: none joins a zone without power. Resolves with those that joined it before. */
  power?(zone: string, isOn: boolean): Promise<readonly number[]>;
  /** Faults that live in the control plane's own world: what the judge does for the orchestrators that it steps. */
  inject?(fault: {
    readonly staleUs?: number;
    readonly stockOut?: { readonly pool: string; readonly by: 1 | -1 };
    readonly crashMilli?: Readonly<Record<string, number>>;
    readonly reclaimNotice?: { readonly node: number; readonly atUs: number };
  }): void;
  /** Rejects when what the team handed in ended the run, or its control plane broke. */
  readonly failed?: Promise<never>;
  down(): Promise<void>;
}

export interface ClusterSpec {
  readonly engine: Docker;
  readonly facts: HostFacts;
  readonly run: DrawnRun;
  readonly entry: Entry;
  readonly listener: ClusterListener;
  /** Decides instead of the control plane that the entry's division has: the process of a plugin is behind it. */
  readonly stepper?: Stepper;
  /** Name of the run, for labels; drawn when absent. */
  readonly name?: string;
}

export interface LiveDriver {
  readonly name: DriverName;
  /** Why it cannot judge this entry on this scenario here; null when it can. */
  refuses(spec: Pick<ClusterSpec, 'facts' | 'run' | 'entry'> & { readonly hasContestant?: boolean }): Refusal | null;
  up(spec: ClusterSpec): Promise<LiveCluster>;
}
