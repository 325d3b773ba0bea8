import type { AutoscalerMetric } from './autoscaler-rule.js';

const FORMS: Readonly<Record<AutoscalerMetric, { readonly form: RegExp; readonly milli: number; readonly words: string }>> = {
  cpu: { form: /^(\d+(?:\.\d+)?)%$/, milli: 10, words: 'a percentage of the CPU reserved: `60%`' },
  requestsPerReplica: { form: /^(\d+(?:\.\d+)?)\/s$/, milli: 1000, words: 'a rate: `50/s`' },
  backlog: { form: /^(\d+(?:\.\d+)?)$/, milli: 1000, words: 'a number of waiting requests: `8`' },
};

/** Thousandths of what the metric is measured in; undefined when it is written otherwise. */
export function amountMilli(metric: AutoscalerMetric, written: string | number): number | undefined {
  const { form, milli } = FORMS[metric];
  const amount = form.exec(String(written))?.[1];
  return amount === undefined ? undefined : Math.round(Number(amount) * milli);
}

export const amountOf = (metric: AutoscalerMetric): string => FORMS[metric].words;
