/** Prices and hours as people read them: two decimals, and more where there would be nothing to see of an amount that is not nothing. */
export const amountInWords = (amount: number): string => (amount > 0 && amount < 0.1 ? amount.toPrecision(2) : amount.toFixed(2));
