import type { JudgeStore } from '#io/store';
import type { Logger } from '#io/telemetry';
import type { Contestants } from './contestants.js';

const EVERY_MS = 20_000;

/** Says that this judge is there and whether it can run plugins: what the api refuses plugins by when nobody can. */
export function reportPresence(judges: JudgeStore, name: string, contestants: Pick<Contestants, 'whyNot'>, logger: Logger): { stop(): void } {
  let known: string | null | undefined;
  const report = async () => {
    const noPlugins = await contestants.whyNot();
    if (noPlugins !== known) logger.info({ plugins: noPlugins === null }, noPlugins ?? 'plugins can be run here');
    known = noPlugins;
    await judges.report(name, noPlugins);
  };
  const again = () => void report().catch((error: unknown) => logger.warn({ err: error }, 'could not say that this judge is here'));
  again();
  const timer = setInterval(again, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
