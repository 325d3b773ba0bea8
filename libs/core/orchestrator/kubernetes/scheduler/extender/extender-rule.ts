/** One item of `extenders` in a KubeSchedulerConfiguration v1. */
export interface ExtenderRule {
  readonly urlPrefix: string;
  readonly filterVerb?: string;
  readonly prioritizeVerb?: string;
  readonly preemptVerb?: string;
  readonly bindVerb?: string;
  readonly weight?: number;
  /** It keeps nodes itself: names are enough. */
  readonly nodeCacheCapable?: boolean;
  readonly ignorable?: boolean;
  readonly managedResources?: readonly { readonly name: string; readonly ignoredByScheduler?: boolean }[];
  readonly httpTimeout?: string;
}

/** Posts JSON and gives what came back as JSON; throws what kube-scheduler's client would report. */
export type ExtenderCall = (rule: ExtenderRule, verb: string, body: object) => unknown;
