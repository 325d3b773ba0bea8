export { controlPlaneFor } from './replay/control-plane-for.js';
export { recordDigest } from './replay/record-digest.js';
export { replay, type ReplayInput } from './replay/replay.js';
export { compare, type Verification, verifyRecord } from './replay/verify-record.js';
// What the live world measures and writes by the same rules.
export { BatchLedger } from './measure/batch-ledger.js';
export { SAMPLES_MIN } from './measure/histogram.js';
export { LogWriter } from './measure/log-writer.js';
export { recoveryOf, type RecoveryInput } from './measure/recovery.js';
export { logEvent } from './world/log-event.js';
export { Mailbox } from './world/mailbox.js';
export { InvalidAction } from './world/invalid-action.js';
export { World } from './world/world.js';
