import { inOneSentence } from './chart-summary';

describe('a chart in words', () => {
  it('tells range, peak and end of each line, and every fault', () => {
    const text = inOneSentence(
      [{ label: 'served', values: [3, null, 9, 5] }],
      [0, 60, 120, 180],
      [{ from: 90, to: null, label: 'zone-outage zone-b' }],
      (value) => `${value}/s`,
    );
    expect(text).toBe('served: from 3/s to 9/s, highest at 2:00, 5/s at the end. Faults: zone outage zone b at 1:30.');
  });

  it('says so when a line has no data', () => {
    expect(inOneSentence([{ label: 'p99', values: [null] }], [0], [], String)).toBe('p99: no data. No faults.');
  });
});
