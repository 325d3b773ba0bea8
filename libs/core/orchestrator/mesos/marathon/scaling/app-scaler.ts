import { selectInstancesToKill } from '../constraints/select-instances-to-kill.js';
import type { AppState } from '../instances/app-state.js';
import type { Instance } from '../instances/instance.js';
import type { InstanceTracker } from '../instances/instance-tracker.js';
import { fieldValue } from '../launch/agent-view.js';
import { proposeScaling } from './scaling-proposition.js';

/** Brings the number of an app's instances to what it shall be: starts what is missing, kills what is too many. */
export class AppScaler {
  constructor(private readonly tracker: InstanceTracker) {}

  scale(app: AppState): void {
    const { decommission, start } = proposeScaling<Instance>({
      instances: [...app.instances].filter((instance) => instance.goal === 'Running'),
      sentenced: [],
      meetConstraints: (instances, count) => toKill(app, instances, count),
      scaleTo: app.wanted,
      killSelection: app.spec.app.killSelection,
    });
    for (const instance of decommission) this.tracker.decommission(instance, `Killing ${instance.name}: over capacity`);
    for (let more = 0; more < start; more++) this.tracker.schedule(app);
  }
}

function toKill(app: AppState, instances: readonly Instance[], count: number): readonly Instance[] {
  const groupings = app.spec.constraints
    .filter(({ operator }) => operator === 'GROUP_BY')
    .map(
      ({ field }) =>
        ({ task }: Instance): string | null =>
          task === null ? null : fieldValue(task.view, field),
    );
  return selectInstancesToKill(instances, count, groupings);
}
