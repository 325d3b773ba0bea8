import { parseTimestampMs } from './index.js';

describe('parseTimestampMs', () => {
  it.each(['1970-01-01T00:00:00Z', '2026-11-24T02:54:31Z', '2024-02-29T23:59:59.999Z', '2000-03-01T12:00:00+05:30', '1969-12-31T23:00:00-01:00'])(
    'reads %s as the calendar does',
    (text) => expect(parseTimestampMs(text)).toBe(Date.parse(text)),
  );
  it.each(['', 'yesterday', '2026-11-24', '2026-13-01T00:00:00Z', '2026-11-24T25:00:00Z', '2026-11-24T02:54:31'])('refuses %p', (text) =>
    expect(parseTimestampMs(text)).toBeUndefined(),
  );
});
