export { Autoscaler, type AutoscalerDecision, type AutoscalerReading } from './autoscaler.js';
