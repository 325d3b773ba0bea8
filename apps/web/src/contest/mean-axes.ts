import { AXES, type Axis, type ContestScenario, type Standing } from '../api/model';

/** A standing's axes over all scenarios, weighted as the contest weighs them; null where no scenario has one. */
export function meanAxes(standing: Standing, scenarios: readonly ContestScenario[]): Record<Axis, number | null> {
  const mean = (axis: Axis): number | null => {
    let sum = 0;
    let weights = 0;
    for (const result of standing.scenarios) {
      const value = result[axis];
      const weight = scenarios.find((scenario) => scenario.id === result.scenarioId)?.weight ?? 0;
      if (value === null) continue;
      sum += weight * value;
      weights += weight;
    }
    return weights === 0 ? null : sum / weights;
  };
  return Object.fromEntries(AXES.map((axis) => [axis, mean(axis)])) as Record<Axis, number | null>;
}
