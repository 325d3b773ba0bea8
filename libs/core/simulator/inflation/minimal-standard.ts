const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 48_271;
/** What stands for a seed of 0, which would stay 0 for ever. */
const ZERO = 89_482_311;

/** The minimal standard generator (Park and Miller, 1988, with the later multiplier), its first twenty numbers thrown away. */
export function minimalStandard(seed: number): () => bigint {
  let value = ((seed % MODULUS) + MODULUS) % MODULUS || ZERO;
  const next = (): bigint => {
    value = (value * MULTIPLIER) % MODULUS;
    return BigInt(value);
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}
