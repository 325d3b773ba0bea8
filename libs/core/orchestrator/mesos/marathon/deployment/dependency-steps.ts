/**
 * Groups what is deployed into steps by the longest chain of dependencies below it: whatever something depends on is in an earlier step.
 * The dependencies have no circle.
 */
export function dependencySteps(ids: readonly string[], dependenciesOf: (id: string) => readonly string[]): readonly (readonly string[])[] {
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    let depth = depths.get(id);
    if (depth === undefined) {
      depth = 0;
      for (const below of dependenciesOf(id)) depth = Math.max(depth, depthOf(below) + 1);
      depths.set(id, depth);
    }
    return depth;
  };
  const steps = new Map<number, string[]>();
  for (const id of ids) {
    const depth = depthOf(id);
    const step = steps.get(depth);
    if (step === undefined) steps.set(depth, [id]);
    else step.push(id);
  }
  return [...steps].sort(([a], [b]) => a - b).map(([, step]) => step);
}
