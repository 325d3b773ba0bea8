export { DEFAULT_RESTART_POLICY, RestartSupervisor, type SwarmRestartPolicy } from './restart-supervisor.js';
export { slotsToRemove, type SwarmSlot } from './slots-to-remove.js';
