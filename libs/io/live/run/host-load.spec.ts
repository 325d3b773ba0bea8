import { hostCpu } from './host-load.js';

describe('the CPU time of a host', () => {
  it('is read from the first line of /proc/stat: work, what the hypervisor took, and all of it', () => {
    expect(hostCpu('cpu  100 10 50 800 40 1 2 7 0 0\ncpu0 …')).toEqual({ busyUs: 1_630_000, stealUs: 70_000, totalUs: 10_100_000 });
  });
});
