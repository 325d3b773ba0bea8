export { controlPlaneFor } from './replay/control-plane-for.js';
export { recordDigest } from './replay/record-digest.js';
export { replay, type ReplayInput } from './replay/replay.js';
export { compare, type Verification, verifyRecord } from './replay/verify-record.js';
export { InvalidAction } from './world/invalid-action.js';
export { World } from './world/world.js';
