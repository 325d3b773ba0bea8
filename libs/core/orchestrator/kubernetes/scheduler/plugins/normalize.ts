/** Brings scores to 0..100 by their maximum; reversed, the smallest raw score is the best. */
export function normalizeByMaximum(scores: number[], reverse: boolean): void {
  let max = 0;
  for (const s of scores) if (s > max) max = s;
  for (let i = 0; i < scores.length; i++) {
    const share = max === 0 ? 0 : Math.floor(((scores[i] as number) * 100) / max);
    scores[i] = reverse ? 100 - share : share;
  }
}
