/**
 * Calls at every whole multiple of a period since time 0, however late one call was, so that a busy judge shifts one reading and
 * not all that follow. Never twice for one beat: timers come up to a millisecond early. Returns how to stop.
 */
export function onTheBeat(periodUs: number, nowUs: () => number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  let dueUs = 0;
  const arm = (): void => {
    timer = setTimeout(wake, Math.ceil((dueUs - nowUs()) / 1000));
  };
  const next = (): void => {
    dueUs = (Math.floor(Math.max(0, nowUs()) / periodUs) + 1) * periodUs;
    arm();
  };
  const wake = (): void => {
    if (nowUs() < dueUs) return arm();
    next();
    act();
  };
  next();
  return () => clearTimeout(timer);
}
