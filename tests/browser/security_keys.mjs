// A security key is registered, asked for at the log-in, used to prove who one is, and removed, in Chromium's virtual
// authenticator. Without scripts a recovery code stands in.
const AUTHENTICATOR = {
  protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: true, isUserVerified: true,
  automaticPresenceSimulation: true,
};

export async function securityKeyDay(browser, instance, person, { check, expect, violations }) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR });
  const sound = async () => {
    const found = await violations(page);
    expect(found.length === 0, found.join('; '));
  };
  const password = async () => {
    await page.goto(`${instance.base}/auth/sign_in?again=1&next=/settings`);
    await page.fill('#login', person.user);
    await page.fill('#password', person.password);
    await page.click('form[action="/auth/sign_in"] button');
  };
  let codes = [];
  await check('security key: it is registered, and recovery codes are shown', async () => {
    await password();
    await page.goto(`${instance.base}/settings/second_factor`);
    await page.fill('#current_password', person.password);
    await page.click('button[formaction="/settings/security_keys"]');
    await sound();
    await page.fill('#name', 'blue key');
    await Promise.all([page.waitForNavigation(), page.click('button[data-key-button]')]);
    codes = await page.$$eval('ul.codes code', (all) => all.map((one) => one.textContent));
    expect(codes.length === 10, `${codes.length} recovery codes: ${await page.textContent('main')}`);
  });
  await check('security key: the log-in asks for it', async () => {
    await password();
    expect(new URL(page.url()).pathname === '/auth/second_factor', `it leads to ${page.url()}`);
    await sound();
    await Promise.all([page.waitForURL(/\/settings$/), page.click('button[data-key-button]')]);
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials.length === 1 && credentials[0].signCount > 1, JSON.stringify(credentials.length));
  });
  await check('security key: a key that does not verify its person is not taken', async () => {
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await password();
    await page.click('button[data-key-button]');
    await page.waitForSelector('[data-key-problem]:not([hidden])');
    await sound();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  });
  await check('security key: without scripts a recovery code stands in', async () => {
    const plain = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: false });
    const other = await plain.newPage();
    await other.goto(`${instance.base}/auth/sign_in?next=/settings`);
    await other.fill('#login', person.user);
    await other.fill('#password', person.password);
    await other.click('form[action="/auth/sign_in"] button');
    expect((await other.textContent('main')).includes('in browsers with scripts only'), 'it does not say what to do');
    await other.fill('#code', codes[0]);
    await other.click('form[action="/auth/second_factor"] button');
    expect(new URL(other.url()).pathname === '/settings', `it leads to ${other.url()}`);
    await plain.close();
  });
  await check('security key: it proves who one is, and is removed', async () => {
    await password();
    await Promise.all([page.waitForURL(/\/settings$/), page.click('button[data-key-button]')]);
    await page.goto(`${instance.base}/settings/second_factor`);
    expect((await page.textContent('main')).includes('blue key'), 'it is not listed');
    await sound();
    await page.fill('#current_password', person.password);
    await Promise.all([page.waitForNavigation(), page.click('button[formaction$="/remove"]')]);
    expect((await page.textContent('h1')).includes('removed'), `the page says ${await page.textContent('h1')}`);
    await password();
    expect(new URL(page.url()).pathname === '/settings', `it leads to ${page.url()}`);
  });
  await check('security key: the pages keep to their policy', async () => {
    const own = complaints.filter((text) => !text.includes('status of 4'));
    expect(own.length === 0, own.join('; '));
  });
  await context.close();
}
