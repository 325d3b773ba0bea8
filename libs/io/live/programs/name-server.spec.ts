import { denial } from './name-server.js';

/** A question for the address of a name, with one additional record (EDNS), as resolvers ask it. */
function question(name: string, records = 1): Buffer {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([0xab, 0xcd, 0x01, 0x00, 0, records, 0, 0, 0, 0, 0, 1, ...labels, 0, 0, 1, 0, 1, 0, 0, 41, 2, 0, 0, 0, 0, 0, 0, 0]);
}

describe('the name server of a sandbox', () => {
  it('says that there is no such name, to the very question', () => {
    const query = question('registry-1.docker.io');
    const answer = denial(query);
    expect(answer?.subarray(0, 2)).toEqual(query.subarray(0, 2));
    expect((answer?.[2] ?? 0) & 0x81).toBe(0x81); // An answer, to a question that wanted recursion.
    expect((answer?.[3] ?? 0) & 0x0f).toBe(3);
    expect(answer?.subarray(4, 12)).toEqual(Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
    expect(answer?.subarray(12)).toEqual(query.subarray(12, query.length - 11));
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header alone', question('a').subarray(0, 12)],
    ['a name that is cut off', question('registry').subarray(0, 16)],
    ['two questions at once', question('a', 2)],
  ])('keeps silent to %s', (_, query) => {
    expect(denial(query)).toBeNull();
  });
});
