import { correlation } from './spread.js';
import type { ScenarioVerification, VerifiedEntry } from './verification.js';

/** How alike entries score here and on other scenarios (probe scores by their id), most alike first. */
export function redundancyOf(
  entries: readonly VerifiedEntry[],
  others: Readonly<Record<string, Readonly<Record<string, number>>>>,
): ScenarioVerification['redundancy'] {
  return Object.entries(others)
    .flatMap(([scenario, scores]) => {
      const common = entries.filter((one) => scores[one.name] !== undefined);
      const alike =
        common.length < 5
          ? null
          : correlation(
              common.map((one) => one.score),
              common.map((one) => scores[one.name] as number),
            );
      return alike === null ? [] : [{ scenario, correlation: Math.round(alike * 1000) / 1000 }];
    })
    .sort((a, b) => b.correlation - a.correlation || (a.scenario < b.scenario ? -1 : 1));
}
