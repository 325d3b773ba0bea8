import { amountInWords } from './amount-in-words.js';

describe('an amount in words', () => {
  it.each([
    [0, '0.00'],
    [1, '0.0000010'],
    [4_250, '0.0043'],
    [99_900, '0.10'],
    [100_000, '0.10'],
    [12_345_678, '12.35'],
  ])('%d millionths are %s', (micros, words) => {
    expect(amountInWords(micros / 1e6)).toBe(words);
  });
});
