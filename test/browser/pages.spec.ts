import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { seriousProblems } from './accessibility';
import { hasChromium, startChromium } from './chromium';
import { entryToUpload } from './entry-to-upload';
import { hasPlatform, type PlatformUnderTest, startPlatformUnderTest } from './platform-under-test';

const JUDGED_MS = 180_000;
const ready = hasChromium() && hasPlatform();
const why = hasChromium() ? 'there is no platform to test' : 'Chromium is not installed';

(ready ? describe : describe.skip)(ready ? 'the pages' : `the pages (${why})`, () => {
  let platform: PlatformUnderTest;
  let browser: Browser;
  /** Set by the walk, read by what looks at every page. */
  const paths: Record<string, string> = {};
  const complaints: string[] = [];

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.addInitScript(`try { sessionStorage.setItem('regatta.token', ${JSON.stringify(platform.token)}) } catch {}`);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
    page.on('console', (message) => void (/Content Security Policy/i.test(message.text()) && complaints.push(`${path}: ${message.text()}`)));
    await page.goto(platform.url + path);
    await page.locator('h1').waitFor();
    return page;
  }

  /** Content, not a loading state: what axe and the eye should see. */
  const settled = async (page: Page) => {
    await page.locator('main .loading').first().waitFor({ state: 'detached' });
    await page.evaluate('document.fonts.ready');
  };

  beforeAll(async () => {
    platform = await startPlatformUnderTest();
    browser = await startChromium();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  }, 60_000);

  it('take the token out of the address and go straight to the only open contest', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${platform.url}/#token=${platform.token}`);
    await page.waitForURL(/\/contests\/[^/]+$/);
    paths['contest'] = new URL(page.url()).pathname;
    expect(page.url()).not.toContain(platform.token);
    await page.getByRole('button', { name: 'Forget token' }).waitFor();
    await context.close();
  }, 60_000);

  it('list what is wrong with a refused entry by place, code and remedy', async () => {
    const page = await open(paths['contest'] ?? '');
    const buffer = Buffer.from('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: bad\nspec:\n  replica: 3\n');
    await page.locator('input[type=file]').setInputFiles({ name: 'bad.yaml', mimeType: 'application/yaml', buffer });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const places = await alert.locator('.problem-place code:first-child').allTextContents();
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(place).toMatch(/^bad\.yaml:\d+:\d+$/);
    expect(await alert.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.context().close();
  }, 60_000);

  it('walk from an upload to its verdict and its row on the leaderboard', async () => {
    const watcher = await open(paths['contest'] ?? '');
    await watcher.locator('.live-live').waitFor();
    const page = await open(paths['contest'] ?? '');
    await page.locator('input[type=file]').setInputFiles(entryToUpload());
    await page.getByRole('link', { name: 'Watch this submission' }).click();
    await page.waitForURL(/\/submissions\//);
    paths['submission'] = new URL(page.url()).pathname;
    await page.locator('.run-chip .verdict-good, .run-chip .verdict-bad').first().waitFor({ timeout: JUDGED_MS });
    await page.getByText('Scored', { exact: true }).first().waitFor({ timeout: JUDGED_MS });
    await page.locator('table.points').waitFor();
    expect(await page.locator('.headline-number').textContent()).toMatch(/^−?\d+\.\d$/);
    expect(await page.getByText('largest loss').count()).toBe(1);
    await page.locator('.eyebrow a').click();
    await page.locator(`table.board a[href="${paths['submission']}"]`).waitFor({ timeout: 30_000 });
    // Who only watches sees the row too, without doing anything.
    await watcher.locator(`table.board a[href="${paths['submission']}"]`).waitFor({ timeout: 30_000 });
    await watcher.context().close();
    paths['scenario'] = (await page.locator('a[href^="/scenarios/"]').first().getAttribute('href')) ?? '';
    expect(paths['scenario']).toMatch(/^\/scenarios\/./);
    await page.context().close();
  }, 420_000);

  it('go to a page of their own from an address, and say so when there is none', async () => {
    const page = await open('/nowhere');
    expect(await page.locator('h1').textContent()).toBe('No such page');
    await page.context().close();
  }, 60_000);

  describe.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['360 px wide', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
    ['360 px wide and dark', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
  ] as const)('%s', (_, options) => {
    it.each(['list', 'contest', 'submission', 'scenario', 'scoring', 'unknown'])(
      'keep the %s page free of serious accessibility problems and of sideways scrolling',
      async (name) => {
        const path = { list: '/contests', scoring: '/scoring', unknown: '/nowhere' }[name] ?? paths[name];
        if (path === undefined) throw new Error(`the walk did not reach a ${name} page`);
        const page = await open(path, options);
        await settled(page);
        expect(await seriousProblems(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
        await page.context().close();
      },
      60_000,
    );
  });

  it.each(['contest', 'submission', 'scenario'])(
    'let the keyboard reach everything on the %s page, visibly',
    async (name) => {
      const page = await open(paths[name] ?? '');
      await settled(page);
      const wanted = (await page.evaluate(WITHOUT_MOUSE)) as string[];
      const reached = new Set<string>();
      for (let presses = 0; presses < wanted.length * 2 + 10; presses++) {
        await page.keyboard.press('Tab');
        const focus = (await page.evaluate(FOCUSED)) as { readonly id: string; readonly outlined: boolean } | null;
        if (focus === null) continue;
        reached.add(focus.id);
        expect([focus.id, focus.outlined]).toEqual([focus.id, true]);
      }
      expect(wanted.filter((id) => !reached.has(id))).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  it('skip to the content with the first key', async () => {
    const page = await open(paths['contest'] ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.context().close();
  }, 60_000);

  it('raised no error and broke no content security policy on the way', () => {
    expect(complaints).toEqual([]);
  });
});

/** Marks what a mouse could use and lists it. */
const WITHOUT_MOUSE = `(() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter((one) => !one.disabled && one.checkVisibility());
  all.forEach((one, index) => { one.dataset.reach = index + ' ' + one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40); });
  return all.map((one) => one.dataset.reach);
})()`;

/** The focused element, and whether it (or, for the file input, its label) shows an outline or has come into view. */
const FOCUSED = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body || one.dataset.reach === undefined) return null;
  const shown = one.type === 'file' ? one.parentElement.querySelector('label') : one;
  return { id: one.dataset.reach, outlined: getComputedStyle(shown).outlineStyle !== 'none' };
})()`;
