/** Prices as people read them: two decimals, and more where there would be nothing to see of a price that is not nothing. */
export function priceInWords(micros: number): string {
  const price = micros / 1e6;
  return price > 0 && price < 0.1 ? price.toPrecision(2) : price.toFixed(2);
}
