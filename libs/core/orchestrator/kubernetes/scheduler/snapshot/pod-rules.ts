import type { Toleration } from 'kubernetes-types/core/v1';
import type { FeatureGates } from '../configuration/scheduler-options.js';
import type { PodSpecObject } from '../objects/api-objects.js';
import { type Labels, labelsOf } from '../objects/labels.js';
import { type PreferredNodeTerm, preferredNodeTerms, type RequiredNodeAffinity, requiredNodeAffinity } from '../selectors/node-affinity.js';
import { type AffinityTerm, affinityTerm, weightedTerms } from './affinity-term.js';
import { Interned } from './interned.js';
import { type SpreadConstraint, spreadConstraint } from './spread-constraint.js';

/** Terms of pod (anti-)affinity. Pods whose terms mean the same share them. */
export interface PodTerms {
  /** Tells terms apart within one scheduler. */
  readonly serial: number;
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
}

/** Who a pod is and where it may go, whatever it asks for. Pods that say the same share it, template or not. */
export interface PodRules {
  readonly namespace: string;
  readonly labels: Labels;
  readonly tolerations: readonly Toleration[];
  readonly nodeAffinity: RequiredNodeAffinity;
  readonly preferredNodes: readonly PreferredNodeTerm[];
  readonly spread: readonly SpreadConstraint[];
  readonly terms: PodTerms;
  readonly hasPodAffinity: boolean;
  /** Equal text: the same nodes are tolerated, admitted and preferred. */
  readonly nodeText: string;
}

/** So many different ones are remembered of each generation. */
const MOST = 4096;

/** Operators that a switched-off feature brings tolerate nothing. */
const COMPARING: readonly string[] = ['Gt', 'Lt'];
const effective = (tolerations: readonly Toleration[], gates: FeatureGates): readonly Toleration[] =>
  gates.TaintTolerationComparisonOperators ? tolerations : tolerations.filter((t) => !COMPARING.includes(t.operator ?? ''));

const textOf = (terms: readonly AffinityTerm[]): string => JSON.stringify(terms.map((t) => [t.topologyKey, t.weight, t.text, t.acceptsUnlabelled]));

/** Reads rules; equal ones once. */
export class RulesCache {
  private serial = 0;
  private readonly rules = new Interned<string, PodRules>(MOST);
  private readonly terms = new Interned<string, PodTerms>(MOST);
  private lastLabels: object | null | undefined;
  private lastText = '';

  constructor(private readonly gates: FeatureGates) {}

  of(namespace: string, labels: Readonly<Record<string, string>> | null | undefined, spec: PodSpecObject): PodRules {
    const { nodeSelector, affinity, tolerations, topologySpreadConstraints } = spec;
    const places = nodeSelector || affinity || tolerations || topologySpreadConstraints;
    const where = places ? JSON.stringify([nodeSelector, affinity, tolerations, topologySpreadConstraints]) : '';
    return this.rules.of(`${namespace}\n${this.labelText(labels)}\n${where}`, () => this.read(namespace, labelsOf(labels), spec));
  }

  private labelText(labels: object | null | undefined): string {
    if (labels !== this.lastLabels) {
      this.lastLabels = labels;
      this.lastText = labels ? JSON.stringify(labels) : '';
    }
    return this.lastText;
  }

  private read(namespace: string, labels: Labels, spec: PodSpecObject): PodRules {
    const tolerations = effective(spec.tolerations ?? [], this.gates);
    const terms = this.termsOf(spec, { namespace, labels });
    return {
      namespace,
      labels,
      tolerations,
      nodeAffinity: requiredNodeAffinity(spec.nodeSelector, spec.affinity?.nodeAffinity),
      preferredNodes: preferredNodeTerms(spec.affinity?.nodeAffinity),
      spread: (spec.topologySpreadConstraints ?? []).map((c) =>
        spreadConstraint(this.gates.MatchLabelKeysInPodTopologySpread === false ? { ...c, matchLabelKeys: [] } : c, labels),
      ),
      terms,
      hasPodAffinity: terms.affinity.length + terms.antiAffinity.length + terms.preferredAffinity.length + terms.preferredAntiAffinity.length > 0,
      nodeText: JSON.stringify([spec.nodeSelector, spec.affinity?.nodeAffinity, tolerations]),
    };
  }

  private termsOf({ affinity }: PodSpecObject, self: { readonly namespace: string; readonly labels: Labels }): PodTerms {
    const { podAffinity, podAntiAffinity } = affinity ?? {};
    const read = {
      affinity: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => affinityTerm(t, self)),
      antiAffinity: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => affinityTerm(t, self)),
      preferredAffinity: weightedTerms(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution, self),
      preferredAntiAffinity: weightedTerms(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution, self),
    };
    const text = [read.affinity, read.antiAffinity, read.preferredAffinity, read.preferredAntiAffinity].map(textOf).join();
    return this.terms.of(text, () => ({ serial: this.serial++, ...read }));
  }
}
