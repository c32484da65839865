// Log-in, consent and code by keyboard alone; then axe-core on every page that can be reached, in light and dark.
// The argument is the demonstration as JSON: {"instances": [{"name", "base", "admin", "users": [{"user", "password", "token"}]}]}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { consoleDay } from './console.mjs';
import { securityKeyDay } from './security_keys.mjs';
import { signOnDay } from './sign_on.mjs';
import { knowledgeDay } from './knowledge.mjs';
import { days } from './days.mjs';

const OOB = 'urn:ietf:wg:oauth:2.0:oob';
const MOST_PAGES = 60;
const MOST_BYTES = 100_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const demo = JSON.parse(process.argv[2]);
let passed = 0;
let failed = 0;

async function check(name, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.message}`);
  }
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

async function api(base, path, { method = 'GET', token, json } = {}) {
  const headers = { ...(json && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(base + path, { method, headers, body: json && JSON.stringify(json) });
  return { status: response.status, body: await response.json() };
}

/** Presses Tab until the element has the focus: whoever cannot use a mouse must get there too. */
async function tabTo(page, selector, most = 40) {
  for (let presses = 0; presses < most; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab`);
}

const press = (page, key) => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);

async function logInByKeyboard(page, user) {
  await tabTo(page, '#login');
  await page.keyboard.type(user.user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(user.password);
  await press(page, 'Enter');
}

/** Returns the code that the page shows. */
async function authorize(page, base, app, user) {
  const query = new URLSearchParams({ response_type: 'code', client_id: app.client_id, redirect_uri: OOB, scope: 'read' });
  await page.goto(`${base}/oauth/authorize?${query}`);
  await logInByKeyboard(page, user);
  expect((await page.textContent('h1')).includes('Browser test'), 'the consent page does not name the app');
  await tabTo(page, 'button[value=allow]');
  await press(page, 'Enter');
  return (await page.textContent('#code')).trim();
}

async function keyboardFlow(context, instance, user) {
  const page = await context.newPage();
  const app = (await api(instance.base, '/api/v1/apps', {
    method: 'POST', json: { client_name: 'Browser test', redirect_uris: OOB, scopes: 'read' },
  })).body;
  let code;
  await check('log-in, consent and code by keyboard', async () => {
    code = await authorize(page, instance.base, app, user);
    expect(/^[\w-]{43}$/.test(code), `no code: ${code}`);
  });
  await check('the code gives a token that works', async () => {
    const { client_id, client_secret } = app;
    const grant = { grant_type: 'authorization_code', client_id, client_secret, redirect_uri: OOB, code };
    const token = await api(instance.base, '/oauth/token', { method: 'POST', json: grant });
    expect(token.status === 200, `/oauth/token answers ${token.status}`);
    const me = await api(instance.base, '/api/v1/accounts/verify_credentials', { token: token.body.access_token });
    expect(me.status === 200 && me.body.username === user.user, `verify_credentials answers ${me.status}`);
  });
  await check('the skip link leads to the content', async () => {
    await page.goto(`${instance.base}/about`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement.className === 'skip'), 'the skip link is not first');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement.id === 'main'), 'the focus is not on the content');
  });
  await page.close();
}

/** All addresses of pages of this instance that can be reached by links, breadth first. */
async function reachablePages(page, base, user) {
  const waiting = ['/', '/about', '/privacy', '/settings', `/@${user.user}`, '/conditions?q=breast', '/conditions/DOID:1612', '/auth/sign_in?again=1', '/auth/sign_up', '/nothing-here'];
  const seen = new Set(waiting);
  const pages = [];
  while (waiting.length > 0 && pages.length < MOST_PAGES) {
    const path = waiting.shift();
    pages.push(path);
    await page.goto(base + path);
    for (const link of await page.$$eval('a[href]:not([download])', (links) => links.map((a) => a.href))) {
      const url = new URL(link);
      const next = url.pathname + url.search;
      // The same page in the other language, which would then be kept.
      if (url.searchParams.has('lang')) continue;
      if (url.origin !== base || seen.has(next) || next.startsWith('/api/') || next.startsWith('/assets/')
        // To the provider of sign_on.mjs, which does not run yet.
        || next.startsWith('/auth/sign_on')
        // There are twelve thousand of them, all alike.
        || next.startsWith('/conditions/')) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return pages;
}

async function violations(page) {
  await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), tags);
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`);
}

async function accessibility(context, instance, user) {
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 404')) complaints.push(message.text());
  });
  page.on('requestfinished', (request) => {
    if (new URL(request.url()).origin !== instance.base) complaints.push(`loads ${request.url()}`);
  });
  const pages = await reachablePages(page, instance.base, user);
  for (const path of pages) {
    await check(`${path} is accessible in light and dark`, async () => {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.goto(instance.base + path);
        const found = await violations(page);
        expect(found.length === 0, `${colorScheme}: ${found.join('; ')}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect(!wide, 'it is wider than the window');
      }
      const size = await page.evaluate(() => new Blob([document.documentElement.outerHTML]).size);
      expect(size < MOST_BYTES, `it has ${size} bytes without its pictures`);
      expect(complaints.length === 0, complaints.splice(0).join('; '));
    });
  }
  await page.close();
}

/** Pages that forms lead to: the crawl does not come there. */
async function accountForms(context, instance, user) {
  const page = await context.newPage();
  const sound = async (what) => {
    const found = await violations(page);
    expect(found.length === 0, `${what}: ${found.join('; ')}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(!wide, `${what} is wider than the window`);
  };
  await check('a second factor is set up by keyboard', async () => {
    await page.goto(`${instance.base}/settings/second_factor`);
    await tabTo(page, '#current_password');
    await page.keyboard.type(user.password);
    await press(page, 'Enter');
    expect(await page.getAttribute('.qr svg', 'role') === 'img', 'there is no QR code');
    expect((await page.textContent('#uri')).startsWith('otpauth://totp/'), 'there is no address for apps');
    await sound('the page with the key');
    await tabTo(page, '#code');
    await page.keyboard.type('000000');
    await press(page, 'Enter');
    expect((await page.textContent('[role=alert]')).includes('nothing has changed'), 'a wrong code is taken');
    await sound('the page after a wrong code');
  });
  await check('an account is asked for by keyboard', async () => {
    await page.goto(`${instance.base}/auth/sign_up`);
    const fields = {
      username: 'night_reader', email: 'night@home.example', password: 'a long pass phrase', reason: 'I look after my mother.',
    };
    for (const [id, text] of Object.entries(fields)) {
      await tabTo(page, `#${id}`);
      await page.keyboard.type(text);
    }
    await tabTo(page, '#agreement');
    await page.keyboard.press('Space');
    await press(page, 'Enter');
    expect((await page.textContent('h1')).includes('on its way'), `the page says ${await page.textContent('h1')}`);
    await sound('the page of who waits');
    await page.goto(`${instance.base}/auth/sign_up`);
    await tabTo(page, '#display_name');
    await page.keyboard.type('Maria Lopez');
    await page.$eval('form.stacked', (form) => { form.noValidate = true; });
    await press(page, 'Enter');
    expect((await page.textContent('[role=alert]')).includes('a pseudonym protects you'), 'a full name is not pointed out');
    await sound('the form with a hint');
  });
  await page.close();
}

async function browse(instance) {
  const user = instance.users[0] ?? instance.admin;
  await api(instance.base, '/api/v1/statuses', {
    method: 'POST', token: user.token, json: { status: 'A post for the browser, with a #tag and https://example.org/', visibility: 'public' },
  });
  const browser = await chromium.launch({ executablePath: process.env.ROUNDS_CHROMIUM, args: ['--no-sandbox'] });
  try {
    // A narrow window: the phone that most patients have.
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 800 } });
    await keyboardFlow(context, instance, user);
    await accountForms(context, instance, user);
    await accessibility(context, instance, user);
    if (instance.moderator) {
      const people = { moderator: instance.moderator, admin: instance.admin, user, river: instance.river };
      const helpers = { check, expect, api, tabTo, press, violations, logInByKeyboard };
      await consoleDay(browser, instance, people, helpers);
      if (instance.doctor) await knowledgeDay(browser, instance, { ...people, doctor: instance.doctor }, helpers);
      // Last, for the network takes people by approval afterwards.
      await days(browser, instance, { steward: instance.admin, patient: user, guest: instance.moderator }, helpers);
    }
    if (instance.keeper) await securityKeyDay(browser, instance, instance.keeper, { check, expect, violations });
    if (instance.sign_on) await signOnDay(browser, instance, instance.sign_on, { check, expect, violations });
  } finally {
    await browser.close();
  }
}

await browse(demo.instances[0]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
