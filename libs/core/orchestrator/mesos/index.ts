export { amounts, DEFAULT_QUOTA, DrfSorter, HierarchicalAllocator, NO_LIMITS, type Offer, type Quota, type Share } from './allocator/index.js';
export { MesosControlPlane, type MesosControlPlaneOptions } from './control-plane/mesos-control-plane.js';
// The rules by themselves: what conformance compares with the real systems, one decision at a time.
export { attributeText } from './marathon/constraints/attribute-text.js';
export { compileConstraint } from './marathon/constraints/constraint.js';
export { meetsConstraint } from './marathon/constraints/meets-constraint.js';
export { PlacedValues } from './marathon/constraints/placed-values.js';
export { selectInstancesToKill } from './marathon/constraints/select-instances-to-kill.js';
export { type AgentView, fieldValue } from './marathon/launch/agent-view.js';
export { LaunchDelays } from './marathon/launch/launch-delay.js';
export { mismatchBits } from './marathon/launch/match-offer.js';
export { mismatchesOf } from './marathon/launch/mismatch.js';
export { compareForKill, type Condition, type KillSelection } from './marathon/scaling/kill-order.js';
export { restartStrategy } from './marathon/scaling/restart-strategy.js';
export { proposeScaling } from './marathon/scaling/scaling-proposition.js';
export { explainMesosSnapshot } from './explain/explain-mesos-snapshot.js';
