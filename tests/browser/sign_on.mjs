// Staff logs in by the organisation's OpenID provider: the first time, again, with a link, and out.
import { startProvider } from './provider.mjs';

async function logInThere(page, name) {
  if (await page.$('input[name=login]')) {
    await page.fill('input[name=login]', name);
    await page.fill('input[name=password]', 'anything');
    await page.click('button[type=submit]');
  }
  // The provider asks for consent once.
  if (page.url().includes('/interaction/')) await page.click('button[type=submit]');
}

/** `signOn`: {"issuer", "client_id", "client_secret"}. */
export async function signOnDay(browser, instance, signOn, { check, expect, violations }) {
  const stop = await startProvider(signOn.issuer, {
    base: instance.base, clientId: signOn.client_id, clientSecret: signOn.client_secret,
  });
  const fresh = async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 800 } });
    return context.newPage();
  };
  const path = (page) => new URL(page.url()).pathname;
  try {
    const page = await fresh();
    await check('sign-on: staff gets an account at the first log-in', async () => {
      await page.goto(`${instance.base}/auth/sign_in?next=/console`);
      await page.click('a[href^="/auth/sign_on"]');
      await logInThere(page, 'nurse_nell');
      expect(path(page) === '/console', `it leads to ${page.url()}: ${await page.textContent('body')}`);
    });
    await check('sign-on: the account is linked and has no password', async () => {
      await page.goto(`${instance.base}/settings/sign_on`);
      expect((await page.textContent('main')).includes(signOn.issuer), 'the link is not shown');
      const found = await violations(page);
      expect(found.length === 0, found.join('; '));
      await page.click('a[href^="/auth/sign_on/again"]');
      await logInThere(page, 'nurse_nell');
      expect(path(page) === '/settings/sign_on', `it leads to ${page.url()}`);
    });
    await check('sign-on: the way out leads to the provider too', async () => {
      await page.goto(`${instance.base}/about`);
      await page.click('form[action="/auth/sign_out"] button');
      expect((await page.textContent('h1')).includes('Logged out'), `the page says ${await page.textContent('h1')}`);
      await page.click(`a[href^="${signOn.issuer}"]`);
      expect(page.url().startsWith(signOn.issuer), `it leads to ${page.url()}`);
    });
    await check('sign-on: it is the same account the next time', async () => {
      const again = await fresh();
      await again.goto(`${instance.base}/auth/sign_on?next=/settings`);
      await logInThere(again, 'nurse_nell');
      expect((await again.textContent('main')).includes('@nurse_nell@'), 'it is another account');
      await again.context().close();
    });
    await check('sign-on: who is no staff is told what to do', async () => {
      const visitor = await fresh();
      await visitor.goto(`${instance.base}/auth/sign_on`);
      await logInThere(visitor, 'visitor');
      expect((await visitor.textContent('main')).includes('link it in the settings'), await visitor.textContent('main'));
      const found = await violations(visitor);
      expect(found.length === 0, found.join('; '));
      await visitor.context().close();
    });
    await page.context().close();
  } finally {
    await stop();
  }
}
