import type { Problem } from '#core/problem';
import type { Scenario } from '../scenario.js';

export function lintScenario(_scenario: Scenario, _file?: string): readonly Problem[] {
  return [];
}
