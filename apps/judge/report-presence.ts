import type { JudgeAbilities, JudgeStore } from '#io/store';
import type { Logger } from '#io/telemetry';
import type { Contestants } from './contestants.js';

const EVERY_MS = 20_000;

export interface Presence {
  /** What is known of runs on real containers, told at once. */
  live(abilities: Pick<JudgeAbilities, 'noLive' | 'host'>): void;
  /** Looks at this host and tells everybody now. */
  again(): void;
  stop(): void;
}

/** Says that this judge is there and what it can run: what the api refuses plugins and live contests by when nobody can. */
export function reportPresence(
  judges: Pick<JudgeStore, 'report'>,
  name: string,
  contestants: Pick<Contestants, 'whyNot'>,
  logger: Logger,
  onPlugins: (noPlugins: string | null) => void,
): Presence {
  let known: string | null | undefined;
  let live: Pick<JudgeAbilities, 'noLive' | 'host'> = { noLive: null, host: null };
  const report = async () => {
    const noPlugins = await contestants.whyNot();
    if (noPlugins !== known) logger.info({ plugins: noPlugins === null }, noPlugins ?? 'plugins can be run here');
    known = noPlugins;
    onPlugins(noPlugins);
    await judges.report(name, { noPlugins, ...live });
  };
  const again = () => void report().catch((error: unknown) => logger.warn({ err: error }, 'could not say that this judge is here'));
  again();
  const timer = setInterval(again, EVERY_MS);
  return {
    live: (abilities) => {
      live = abilities;
      again();
    },
    again,
    stop: () => clearInterval(timer),
  };
}
