import type { Rule } from '../shape/shape.js';

type Labels = Readonly<Record<string, string>>;
export interface LabelSelectorData {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

export function selectorMatches(selector: LabelSelectorData, labels: Labels): boolean {
  const plain = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    plain &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return operator === 'In' ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value);
    })
  );
}

interface Templated {
  readonly selector?: LabelSelectorData;
  readonly template?: { readonly metadata?: { readonly labels?: Labels } };
}

/** `spec.selector` of a workload must select the pods of its own template. */
export const selectsItsTemplate: Rule = (value, say) => {
  const { selector, template } = value as Templated;
  if (selector === undefined) return;
  if (Object.keys(selector).length === 0) say(['selector'], { code: 'invalid-value', message: 'an empty selector is invalid' });
  else if (!selectorMatches(selector, template?.metadata?.labels ?? {}))
    say(['template', 'metadata', 'labels'], {
      code: 'selector-mismatch',
      message: '`selector` does not match template `labels`',
      hint: 'give the template the labels that `spec.selector` asks for',
    });
};
