export { type AnswerLog, AnswerRecorder, ANSWER_CHARACTERS_MOST, RecordedAnswers } from './answer-log.js';
export { type ContestantProcess, ContestantFault, type Exchange, PROCESS_FAILURES, type ProcessFailure } from './contestant-process.js';
export { DECISION_TIME_FORMULA, decisionTimeUs } from './decision-time.js';
export { defaultWorkloads } from './default-workloads.js';
export { PluginControlPlane, type PluginOptions } from './plugin-control-plane.js';
export { type Decision, PLUGIN_LIMITS, PROTOCOL_VERSION, protocolJsonSchema, type StartMessage, type StepMessage } from './protocol.js';
export { type RefusalCode, REFUSALS } from './refusal.js';
export { extenderDesk } from './extender-desk.js';
