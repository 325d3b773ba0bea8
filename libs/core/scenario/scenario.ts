import type { Resources, Taint } from '#core/cluster';
import type { Application } from './application.js';
import type { Distribution } from './distribution.js';
import type { FaultRule } from './fault-rule.js';
import type { AppLoad } from './load-shape.js';

/**
 * A cluster, its applications, the load and faults replayed on it, as read from one file: units are gone (µs, bytes,
 * thousandths, millionths of the currency), defaults are filled in, names are checked. A *family*: `drawRun` draws the
 * member that a seed stands for.
 */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly family: string;
  readonly visibility: 'public' | 'hidden';
  /** On the platform its runs are made on real containers; absent: simulated. */
  readonly world?: 'live';
  readonly licence: string;
  readonly citations: readonly string[];
  /** SHA-256 of the canonical content: comments, order of fields and spelling of quantities do not matter. */
  readonly digest: string;
  /** SHA-256 of what is replayed alone. Scenarios that differ in name, scoring or choice of seeds only draw the same runs. */
  readonly replayDigest: string;
  /** The file as it was read: a run record carries it. */
  readonly text: string;
  readonly clock: Clock;
  readonly cluster: ClusterRule;
  readonly applications: readonly Application[];
  readonly load: readonly AppLoad[];
  readonly faults: readonly FaultRule[];
  readonly releases: readonly Release[];
  readonly packing: PackingRule | null;
  readonly scoring: Scoring;
  /** Public seeds. */
  readonly seeds: readonly number[];
  readonly hiddenSeeds: HiddenSeeds | null;
  readonly vary: readonly Variation[];
}

export interface Clock {
  readonly horizonUs: number;
  /** Nothing before it counts. */
  readonly warmupUs: number;
  /** Width of the windows in which attainment is measured. */
  readonly windowUs: number;
}

export interface ClusterRule {
  readonly zones: readonly string[];
  readonly pools: readonly NodePool[];
  readonly images: ImageSupply;
  readonly lags: Lags;
  readonly interference: Interference;
}

export interface NodePool {
  readonly name: string;
  readonly count: number;
  /** Bounds of `resize-pool`; equal to `count` where the pool is fixed. */
  readonly min: number;
  readonly max: number;
  /** Nodes are dealt to these in turn. */
  readonly zones: readonly string[];
  readonly allocatable: Resources;
  readonly podsMax: number;
  readonly nicBytesPerSecond: number;
  /** Millionths of the currency an hour. */
  readonly priceMicrosPerHour: number;
  /** Thousandths of nominal speed, per node. */
  readonly speedMilli: Distribution;
  /** From resize to joined, µs. */
  readonly provisioningUs: Distribution;
  readonly spot: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

export interface ImageSupply {
  /** Shared by all pulls that are under way. */
  readonly registryBytesPerSecond: number;
  readonly nodeCacheBytes: number;
  /** Unpacking after the download, a node. */
  readonly unpackBytesPerSecond: number;
  /** Images are on every node when the run begins. */
  readonly warm: boolean;
}

/** How late the world tells things, µs. What control planes add of their own is theirs. */
export interface Lags {
  /** Between a node's heartbeats. */
  readonly heartbeatUs: number;
  /** Between scrapes of usage. */
  readonly metricsUs: number;
  /** Age of a scrape when the control plane gets it. */
  readonly metricsDelayUs: number;
  /** From `route` to the load balancer acting on it. */
  readonly routeUs: number;
  /** From something happening to a pod to the control plane knowing. */
  readonly statusUs: number;
}

/** CPU time gets dearer as the cores of a node fill: by nothing up to `fromMilli` of them in use, then linearly to `slowdownMilli` at all of them. A single core has no neighbour. */
export interface Interference {
  readonly fromMilli: number;
  readonly slowdownMilli: number;
}

/** The organizer ships a new version of an application. */
export interface Release {
  readonly atUs: number;
  readonly app: string;
  readonly image: string;
  readonly imageBytes: number;
  /** Share of starts of this version that crash, of its requests that fail, and what its CPU per request is multiplied by; thousandths. */
  readonly crashMilli: number;
  readonly errorMilli: number;
  readonly cpuMilli: number;
}

/** Pods to place as they are: shapes drawn by weight, submitted one by one. */
export interface PackingRule {
  readonly everyUs: Distribution;
  readonly firstAtUs: number;
  readonly count: number;
  /** Pods as a trace had them; null: drawn from the shapes. */
  readonly trace: PackingTrace | null;
  /** Submit until the requested CPU (or GPU) reaches this share of the cluster, thousandths; null: `count` alone decides. */
  readonly untilShareMilli: number | null;
  readonly shapes: readonly PodShape[];
  /** `allocation`: how much of the cluster was allocated at the end; `compaction`: on how few nodes the end state fits. */
  readonly measure: 'allocation' | 'compaction';
}

/** Columns of equal length, one row a pod, by time. */
export interface PackingTrace {
  readonly atUs: readonly number[];
  /** Index into `shapes`. */
  readonly shape: readonly number[];
  /** Null: it stays. */
  readonly lifetimeUs: readonly (number | null)[];
}

export interface PodShape {
  readonly app: string;
  readonly weight: number;
  readonly requests: Resources;
  readonly priority: number;
  readonly nodeSelector: Readonly<Record<string, readonly string[]>>;
  /** Null: it stays. */
  readonly lifetimeUs: Distribution | null;
}

export interface PerAxisNumbers {
  readonly latency: number;
  readonly utilization: number;
  readonly recovery: number;
}

export interface Scoring {
  /** Sum to 1. */
  readonly weights: PerAxisNumbers;
  /** Frozen costs; null until they were measured. */
  readonly references: { readonly baseline: PerAxisNumbers; readonly bestKnown: PerAxisNumbers } | null;
  readonly currency: string;
}

export interface HiddenSeeds {
  readonly count: number;
  /** SHA-256 of the seeds, published before the contest. */
  readonly commitment: string;
}

/** One parameter that each seed draws: the field it replaces, and from what. */
export interface Variation {
  /** `load.web.product.1.flash.peak`; list items by their name or number. */
  readonly path: string;
  readonly draw:
    | { readonly kind: 'choice'; readonly of: readonly (string | number | boolean)[] }
    /** Between two quantities of the same unit. */
    | { readonly kind: 'uniform'; readonly low: number; readonly high: number; readonly unit: string };
}
