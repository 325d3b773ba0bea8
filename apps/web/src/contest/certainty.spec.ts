import { certainty } from './certainty';

describe('how sure a rank is', () => {
  it.each([
    [{ beatsNext: 0.97, moreSeedsToNext: 0 }, 'ahead of the next with 97 %'],
    [{ beatsNext: 1, moreSeedsToNext: 0 }, 'ahead of the next with over 99 %'],
    [{ beatsNext: 0.612, moreSeedsToNext: 14 }, 'ahead of the next with 61 %; 14 seeds a scenario would tell'],
    [{ beatsNext: 0.5, moreSeedsToNext: null }, 'ahead of the next with 50 %'],
    [{ beatsNext: null, moreSeedsToNext: null }, null],
  ])('is said of %j', (standing, words) => {
    expect(certainty(standing)).toBe(words);
  });
});
