/** Every container carries all of these, so that whoever finds it knows whose it is and how old; nobody touches one without. */
export const LABEL = {
  /** The judge (or command line) that made it. */
  owner: 'regatta.sandbox.owner',
  /** Milliseconds since the epoch. */
  born: 'regatta.sandbox.born',
  image: 'regatta.sandbox.image',
} as const;
