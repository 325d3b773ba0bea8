import { type Platform, startPlatform } from '../../tools/launcher/platform.js';
import { createOwnDatabase } from '../contract/own-database.js';
import { ROOT } from '../commands/command-line.js';

export interface RoadPlatform {
  readonly platform: Platform;
  /** Stops it, if that is still to be done, and drops its database. */
  end(): Promise<void>;
}

/** A platform of one judge without a demo, on a database of its own: what a road from upload to board is walked on. */
export async function startRoadPlatform(dataFolder: string, environment: Readonly<Record<string, string>>): Promise<RoadPlatform> {
  const database = await createOwnDatabase();
  const platform = await startPlatform({
    ...{ root: ROOT, dataFolder, port: 0, judges: 1, demo: false, databaseUrl: database.url, environment },
    say: () => undefined,
    onGiveUp: (part, tail) => console.error(part, tail),
  });
  const end = async (): Promise<void> => {
    await platform.stop();
    await database.drop();
  };
  return { platform, end };
}
