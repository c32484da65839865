// A moderator's and an administrator's day in the console, by keyboard; axe-core on each page, and a picture of it.
import { mkdirSync } from 'node:fs';

const MODERATOR = ['/console', '/console/reports', '/console/held', '/console/sign_ups', '/console/appeals', '/console/presets'];
const ADMIN = [...MODERATOR, '/console/blocks', '/console/peers', '/console/rosters', '/console/networks', '/console/incidents', '/console/audit',
  '/console/settings', '/console/break_glass'];

/** `tools` are check, expect, api, tabTo, press, violations and logInByKeyboard of browser.mjs. */
export async function consoleDay(browser, instance, { moderator, admin, user }, tools) {
  const { check, expect, api } = tools;
  const folder = process.env.ROUNDS_TEST_SCREENSHOTS;
  if (folder) mkdirSync(folder, { recursive: true });

  async function open(person) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${instance.base}/auth/sign_in?next=/console`);
    await tools.logInByKeyboard(page, person);
    expect(new URL(page.url()).pathname === '/console', `after the log-in: ${page.url()}`);
    return page;
  }

  async function sound(page, name) {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const found = await tools.violations(page);
      expect(found.length === 0, `${colorScheme}: ${found.join('; ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(!wide, 'it is wider than the window');
    }
    expect(await page.evaluate(() => document.scripts.length) === 0, 'it has scripts');
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  }

  async function look(page, who, paths) {
    for (const path of paths) {
      await check(`${who}: ${path} is accessible in light and dark`, async () => {
        const response = await page.goto(instance.base + path);
        expect(response.status() === 200, `it answers ${response.status()}`);
        await sound(page, `${who}${path.replaceAll('/', '-')}`);
      });
    }
  }

  async function pressOn(page, selector) {
    await tools.tabTo(page, selector, 80);
    await tools.press(page, 'Enter');
  }

  async function moderatorDay(page) {
    const target = (await api(instance.base, '/api/v1/accounts/verify_credentials', { token: admin.token })).body;
    const made = await api(instance.base, '/api/v1/reports', {
      method: 'POST', token: user.token, json: { account_id: target.id, comment: 'It sells cures.', category: 'spam' },
    });
    expect(made.status === 200, `the report is answered ${made.status}`);
    await look(page, 'moderator', MODERATOR);
    await check('moderator: a report is read and dealt with by keyboard', async () => {
      const path = `/console/reports/${made.body.id}`;
      await page.goto(`${instance.base}/console/reports`);
      await pressOn(page, `a[href="${path}"]`);
      expect((await page.textContent('blockquote')).includes('It sells cures.'), 'the report does not say why');
      await sound(page, 'moderator-report');
      await pressOn(page, `form[action="${path}/handle"] button`);
      expect(new URL(page.url()).pathname === '/console/reports', `it leads to ${page.url()}`);
      expect(await page.$(`a[href="${path}"]`) === null, 'it is still open');
    });
    await check('moderator: somebody is let in by keyboard', async () => {
      await page.goto(`${instance.base}/console/sign_ups`);
      expect((await page.textContent('main')).includes('@night_reader'), 'nobody waits');
      await pressOn(page, 'form[action$="/approve"] button');
      expect(!(await page.textContent('main')).includes('@night_reader'), 'they wait still');
      const found = await api(instance.base, '/api/v1/accounts/lookup?acct=night_reader');
      expect(found.status === 200, `the account is answered ${found.status}`);
    });
    await check('moderator: what is for administrators is closed', async () => {
      const response = await page.goto(`${instance.base}/console/settings`);
      expect(response.status() === 403, `it answers ${response.status()}`);
      expect(await page.$('nav.sections a[href="/console/settings"]') === null, 'it is offered');
    });
  }

  async function adminDay(page) {
    await look(page, 'admin', ADMIN);
    await check('admin: a server is blocked and forgotten by keyboard', async () => {
      await page.goto(`${instance.base}/console/peers`);
      await tools.tabTo(page, '#domain', 80);
      await page.keyboard.type('bad.example');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('sells cures');
      await tools.press(page, 'Enter');
      expect((await page.textContent('#policies + ul')).includes('bad.example'), 'it is not listed');
      await sound(page, 'admin-peers-with-one');
      await pressOn(page, 'form[action="/console/peers/remove"] button');
      expect(!(await page.textContent('main')).includes('bad.example'), 'it is listed still');
    });
    await check('admin: a name that is none is told', async () => {
      await tools.tabTo(page, '#domain', 80);
      await page.keyboard.type('no domain');
      await tools.press(page, 'Enter');
      expect((await page.textContent('[role=alert]')).includes('social.example'), 'the mistake is not told');
      await sound(page, 'admin-peers-problem');
    });
  }

  const first = await open(moderator);
  await moderatorDay(first);
  await first.context().close();
  const second = await open(admin);
  await adminDay(second);
  await second.context().close();
}
