export type { Cheat } from './cheats/cheat.js';
export { CHEATS } from './cheats/cheats.js';
export { measureCheat } from './cheats/measure-cheat.js';
export { kubernetesEntry } from './entries/kubernetes-entry.js';
export { DEFAULTS, REFERENCE_NAMES, REFERENCE_PROFILES, type ReferenceName, type ReferenceProfile } from './entries/reference-profile.js';
export { findReferences, type FoundReferences, type JudgedCandidate } from './search/find-references.js';
export { measureEntry, type MeasuredRun } from './search/measured-run.js';
export type { ScenarioVerification, UnfitReason, VerifiedEntry } from './verify/verification.js';
export { type VerifyOptions, verifyScenario } from './verify/verify-scenario.js';
