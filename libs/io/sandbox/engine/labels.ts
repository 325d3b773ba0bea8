/** Every container carries all of these, so that whoever finds it knows whose it is and how old; nobody touches one without. */
export const LABEL = {
  /** The judge (or command line) that made it. */
  owner: 'regatta.sandbox.owner',
  /** Milliseconds since the epoch. */
  born: 'regatta.sandbox.born',
  /** The process that made it, and the name of its host: `processMark`. */
  process: 'regatta.sandbox.process',
  host: 'regatta.sandbox.host',
  image: 'regatta.sandbox.image',
} as const;
