import { RandomStream } from '#core/random';
import { draw, type DrawnRun } from '#core/scenario';

/** How long each start takes, from the stream that the simulated world draws it from. */
export class StartupDraws {
  private readonly streams = new Map<string, RandomStream>();

  constructor(private readonly run: DrawnRun) {}

  next(name: string): number {
    const app = this.run.applications.find((one) => one.name === name);
    if (app === undefined) return 0;
    let stream = this.streams.get(name);
    if (stream === undefined) this.streams.set(name, (stream = new RandomStream(this.run.seed, `startup/${name}`)));
    return app.startupUs.kind === 'constant' ? app.startupUs.value : draw(app.startupUs, stream);
  }
}
