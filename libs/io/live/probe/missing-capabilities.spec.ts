import { missingCapabilities } from './missing-capabilities.js';

describe('capabilities that nobody here can have', () => {
  it.each([
    ['CapBnd:\t000001ffffffffff\n', []],
    ['CapBnd:\t000001fffeffffff\n', ['CAP_SYS_RESOURCE']],
    ['CapBnd:\t000001fffedfffff\n', ['CAP_SYS_ADMIN', 'CAP_SYS_RESOURCE']],
    ['no such line', []],
  ])('are read off %j', (status, missing) => expect(missingCapabilities(status)).toEqual(missing));
});
