import type { Standing } from '../api/model';

/** How sure it is that this row is ahead of the next one, in words; null: nothing can be said. */
export function certainty({ beatsNext, moreSeedsToNext }: Pick<Standing, 'beatsNext' | 'moreSeedsToNext'>): string | null {
  if (beatsNext === null) return null;
  const share = beatsNext > 0.995 ? 'over 99' : beatsNext < 0.005 ? 'under 1' : String(Math.round(beatsNext * 100));
  const more = moreSeedsToNext === null || moreSeedsToNext === 0 ? '' : `; ${moreSeedsToNext} seeds a scenario would tell`;
  return `ahead of the next with ${share} %${more}`;
}
