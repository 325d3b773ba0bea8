/** What every command ends with; scripts rely on it. */
export const EXIT = {
  done: 0,
  /** The entry, scenario, snapshot, trace or record is at fault; reasons were printed. */
  atFault: 1,
  usage: 2,
  platform: 3,
} as const;

/** Ends a command with problems already printed. */
export class CommandFailed extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}
