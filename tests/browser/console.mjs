// A moderator's and an administrator's day in the console, by keyboard; axe-core on each page, and a picture of it.
import { mkdirSync } from 'node:fs';

const MODERATOR = ['/console', '/console/crises', '/console/reports', '/console/accounts', '/console/adverse_events', '/console/held',
  '/console/sign_ups', '/console/appeals', '/console/presets', '/console/decisions'];
const ADMIN = [...MODERATOR, '/console/blocks', '/console/peers', '/console/rosters', '/console/networks', '/console/incidents', '/console/audit',
  '/console/settings', '/console/break_glass'];

/** `tools` are check, expect, api, tabTo, press, violations and logInByKeyboard of browser.mjs. */
export async function consoleDay(browser, instance, { moderator, admin, user, river }, tools) {
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

  /** Somebody may be in danger, was harmed by a medicine, and shows a full name. */
  async function careForRiver(page) {
    for (const status of ["I'm going to kill myself tonight", 'I passed out an hour after taking lisinopril']) {
      const said = await api(instance.base, '/api/v1/statuses', { method: 'POST', token: river.token, json: { status } });
      expect(said.status === 200, `the post is answered ${said.status}`);
    }
    await check('moderator: a crisis is taken and closed by keyboard', async () => {
      await page.goto(`${instance.base}/console`);
      await pressOn(page, 'main a[href="/console/crises"]');
      expect((await page.textContent('main article')).includes('kill myself tonight'), 'it does not show what was written');
      await sound(page, 'moderator-crisis');
      await pressOn(page, 'form[action$="/take"] button');
      expect(await page.$('form[action$="/take"]') === null, 'it can be taken again');
      await tools.tabTo(page, 'input[name=outcome]', 80);
      await page.keyboard.type('Spoke; a friend is there.');
      await sound(page, 'moderator-crisis-taken');
      await tools.press(page, 'Enter');
      expect(await page.$('form[action$="/close"]') === null, 'it is open still');
    });
    await check('moderator: an adverse event is looked at and closed by keyboard', async () => {
      await page.goto(`${instance.base}/console/adverse_events`);
      expect(await page.$$eval('main input[type=checkbox]', (boxes) => boxes.length) === 4, 'there are not four boxes');
      expect(!(await page.textContent('main')).includes('lisinopril'), 'it tells what its author did not send');
      await sound(page, 'moderator-adverse-event');
      await tools.tabTo(page, 'input[name=outcome]', 80);
      await page.keyboard.type('Nothing to report.');
      await tools.press(page, 'Enter');
      expect(await page.$('form[action$="/done"]') === null, 'it waits still');
    });
    await check('moderator: an account is found, asked for a pseudonym and let go by keyboard', async () => {
      await page.goto(`${instance.base}/console/accounts`);
      await tools.tabTo(page, '#username', 80);
      await page.keyboard.type('@river');
      await tools.press(page, 'Enter');
      await pressOn(page, 'main .card a');
      await sound(page, 'moderator-account');
      await tools.tabTo(page, '#action', 80);
      await page.keyboard.type('Require');
      await tools.tabTo(page, '#text', 80);
      await page.keyboard.type('Your street is known.');
      await pressOn(page, 'form[action$="/act"] button');
      expect((await page.textContent('#states ~ ul')).includes('A pseudonym is required'), 'it is not in force');
      await sound(page, 'moderator-account-in-force');
      const refused = await api(instance.base, '/api/v1/statuses', { method: 'POST', token: river.token, json: { status: 'Hello' } });
      expect(refused.status === 403, `a post is answered ${refused.status}`);
      await pressOn(page, 'form[action$="/lift"] button');
      const said = await api(instance.base, '/api/v1/statuses', { method: 'POST', token: river.token, json: { status: 'Hello' } });
      expect(said.status === 200, `afterwards a post is answered ${said.status}`);
    });
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
    await careForRiver(page);
    await check('moderator: what is for administrators is closed', async () => {
      const response = await page.goto(`${instance.base}/console/settings`);
      expect(response.status() === 403, `it answers ${response.status()}`);
      expect(await page.$('nav.sections a[href="/console/settings"]') === null, 'it is offered');
    });
  }

  async function adminDay(page) {
    await look(page, 'admin', ADMIN);
    await check('admin: an account is suspended, and its deletion asked for a second time', async () => {
      const { id } = (await api(instance.base, '/api/v1/accounts/lookup?acct=river')).body;
      await page.goto(`${instance.base}/console/accounts/${id}`);
      await tools.tabTo(page, '#action', 80);
      await page.keyboard.type('Suspend');
      await pressOn(page, 'form[action$="/act"] button');
      await pressOn(page, 'a[href$="/delete"]');
      await tools.tabTo(page, '#confirm', 80);
      await page.keyboard.type('somebody else');
      await tools.press(page, 'Enter');
      expect((await page.textContent('[role=alert]')).includes('not the name'), 'another name is taken');
      await sound(page, 'admin-account-delete');
      await tools.tabTo(page, '#confirm', 80);
      await page.keyboard.type('@river');
      await tools.press(page, 'Enter');
      expect(new URL(page.url()).pathname === '/console/accounts', `it leads to ${page.url()}`);
    });
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
