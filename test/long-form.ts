/** The short form of a suite is what every run of all tests has time for; the long one takes minutes more: `REGATTA_TEST_LONG=1 ./regatta test`. */
export const isLongForm = process.env['REGATTA_TEST_LONG'] === '1';
