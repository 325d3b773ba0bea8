export { AUTOSCALER_METRICS, type AutoscalerMetric, type AutoscalerRule, type AutoscalerStep } from './autoscaler-rule.js';
export { isAutoscaler, readAutoscalers } from './read-autoscalers.js';
