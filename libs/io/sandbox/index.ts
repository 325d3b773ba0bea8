export { USUAL_BUDGET, USUAL_LIMITS, type SandboxLimits, type SessionBudget } from './confinement/sandbox-limits.js';
export { SandboxFault } from './engine/sandbox-fault.js';
export type { Finding } from './host/finding.js';
export { SandboxHost, type SandboxHostOptions } from './host/sandbox-host.js';
export { type Interpreter, type RuntimeImage, sdkFolder } from './images/runtime-image.js';
export { ContestantSession } from './session/contestant-session.js';
export { linkSession, type ThreadLink, ThreadProcess } from './session/thread-process.js';
export { beginUnsandboxed } from './session/unsandboxed.js';
