/** The short form of a suite has its default driver; the long one has all, and takes minutes more: `REGATTA_TEST_LONG=1 ./regatta test live`. */
export const inForm = <T>(subjects: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(subjects).filter(([driver]) => driver === 'light' || process.env['REGATTA_TEST_LONG'] === '1');
