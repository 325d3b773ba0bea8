/**
 * Calls at every whole multiple of a period since time 0, however late one call was, so that a busy judge shifts one reading and
 * not all that follow. Returns how to stop.
 */
export function onTheBeat(periodUs: number, nowUs: () => number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const dueUs = (Math.floor(Math.max(0, nowUs()) / periodUs) + 1) * periodUs;
    timer = setTimeout(beat, (dueUs - nowUs()) / 1000);
  };
  const beat = (): void => {
    arm();
    act();
  };
  arm();
  return () => clearTimeout(timer);
}
