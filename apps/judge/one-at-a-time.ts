/** Lets tasks in one after the other: what measures real containers must not replay anything beside. */
export function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = tail.then(task, task);
    tail = done.catch(() => undefined);
    return done;
  };
}
