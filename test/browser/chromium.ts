import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const path = process.env['REGATTA_TEST_CHROMIUM'] ?? '/usr/bin/chromium';

export const hasChromium = (): boolean => existsSync(path);

/** Debian's Chromium, told to talk to nobody but the pages under test. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run', '--disable-sync'],
  });
