import { nextCronMinute } from './next-cron-minute.js';

const DAY = 1440;
describe('the next minute of a schedule (the run starts on Monday, 1 January, at midnight)', () => {
  it.each([
    ['*/5 * * * *', 0, 5],
    ['*/5 * * * *', 5, 10],
    ['0 * * * *', 59, 60],
    ['30 2 * * *', 0, 150],
    ['0 0 * * 0', 0, 6 * DAY],
    ['0 0 * * sun', 0, 6 * DAY],
    ['0 0 1 2 *', 0, 31 * DAY],
    ['0 0 29 2 *', 0, 59 * DAY],
    ['0 0 15 * 3', 0, 2 * DAY],
    ['@hourly', 0, 60],
    ['0 0 31 2 *', 0, null],
  ])('%s after minute %i: %p', (schedule, after, next) => expect(nextCronMinute(schedule, after)).toBe(next));
});
