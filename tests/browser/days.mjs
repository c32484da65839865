// A steward's day and a patient's day: by keyboard and without scripts where it counts, pictures kept.
import { mkdirSync } from 'node:fs';

/** A date so far ahead, as a form's field takes it, and a time of day in UTC. */
function later(minutes) {
  const at = new Date(Date.now() + minutes * 60_000).toISOString();
  return { date: at.slice(0, 10), time: at.slice(11, 16) };
}

export async function days(browser, instance, people, { check, expect, api, violations, logInByKeyboard }) {
  const pictures = process.env.ROUNDS_TEST_SCREENSHOTS;
  const options = { ignoreHTTPSErrors: true, viewport: { width: 390, height: 800 } };
  const { base } = instance;

  async function keep(page, name) {
    const found = await violations(page);
    expect(found.length === 0, `${name}: ${found.join('; ')}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(!wide, `${name} is wider than the window`);
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  }

  /** A window of its own; without scripts everything must work all the same, but axe-core needs them to look. */
  async function enter(user, javaScriptEnabled = true) {
    const context = await browser.newContext({ ...options, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${base}/auth/sign_in`);
    if (javaScriptEnabled) await logInByKeyboard(page, user);
    else {
      await page.fill('#login', user.user);
      await page.fill('#password', user.password);
      await submit(page, 'main form button');
    }
    return { context, page };
  }

  async function submit(page, selector) {
    await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
  }

  const networks = await api(base, '/api/rounds/v1/networks');
  const network = networks.body.find((one) => one.hashtag === 'bcsm');
  const desk = `${base}/networks/${network.id}/desk`;
  const steward = await enter(people.steward);
  let chat;

  await check('a steward takes a post out of the network and puts it back', async () => {
    const { page } = steward;
    await page.goto(`${desk}/moderation`);
    await keep(page, 'steward-0-moderation');
    await page.locator('details:has(button[value=remove]) > summary').first().click();
    const form = 'details[open] form:has(button[value=remove])';
    await page.locator(`${form} textarea`).fill('Advertising');
    await keep(page, 'steward-0-reason');
    await submit(page, `${form} button[value=remove]`);
    expect((await page.content()).includes('Advertising'), 'the post is not among those taken out');
    await keep(page, 'steward-0-taken-out');
    await submit(page, 'button[value=restore]');
    expect((await page.locator('button[value=restore]').count()) === 0, 'the post is out still');
  });

  await check('a steward plans a chat, and a mistake loses nothing', async () => {
    const { page } = steward;
    await page.goto(desk);
    await keep(page, 'steward-1-desk');
    await page.goto(`${base}/networks/${network.id}/chats/new`);
    const at = later(60 * 24);
    await page.fill('#title', 'Sleeping through the night');
    await page.fill('#date', '2001-01-01');
    await page.fill('#time', at.time);
    await page.fill('#prompt_1', 'What keeps you awake?');
    await page.fill('#minute_1', '5');
    await submit(page, 'form.stacked button[type=submit]');
    expect((await page.textContent('[role=alert]')).includes('past'), 'a date in the past is taken');
    expect(await page.inputValue('#title') === 'Sleeping through the night', 'the title is lost');
    await keep(page, 'steward-2-mistake');
    await page.fill('#date', at.date);
    await page.fill('#guests', `${people.guest.user}: `);
    await submit(page, 'form.stacked button[type=submit]');
    chat = new URL(page.url()).pathname;
    expect(/^\/chats\/\d+$/.test(chat), `it leads to ${page.url()}`);
    await keep(page, 'steward-3-planned');
  });

  await check('a steward keeps the library, the guidelines and the people', async () => {
    const { page } = steward;
    await page.goto(desk);
    await page.fill('#resource-title', 'Exercise during treatment');
    await page.fill('#resource-address', 'https://doi.org/10.2196/jmir.4721');
    await page.check('#resource-pinned');
    await submit(page, 'section[aria-labelledby=library] > form button');
    expect((await page.textContent('section[aria-labelledby=library]')).includes('Exercise during treatment'), 'it is not there');
    await page.fill('#guidelines', 'No names of **doctors**.');
    await page.selectOption('#join_policy', 'approval');
    await submit(page, 'section[aria-labelledby=settings] form button');
    await page.goto(`${base}/@breastcancer`);
    expect((await page.textContent('section[aria-labelledby=guidelines]')).includes('doctors'), 'no guidelines');
    await keep(page, 'steward-4-network');
  });

  const follow = (user) => api(base, `/api/v1/accounts/${network.account.id}/follow`, { method: 'POST', token: user.token });
  await check('a patient asks to come in, and the steward lets them', async () => {
    const asked = await follow(people.patient);
    expect(asked.body.requested, `it answers ${JSON.stringify(asked.body)}`);
    const { page } = steward;
    await page.goto(desk);
    await keep(page, 'steward-5-requests');
    await submit(page, 'section[aria-labelledby=requests] button[value=accept]');
    const now = await follow(people.patient);
    expect(now.body.following && !now.body.requested, 'the patient is not in');
  });

  // Without scripts from here on: the desk and the patient's page are forms and links.
  const bare = await enter(people.steward, false);
  await check('a steward runs the chat without scripts', async () => {
    const { page } = bare;
    const id = chat.split('/').pop();
    await page.goto(`${base}${chat}/edit`);
    await page.fill('#closing', 'Sleep well, all of you.');
    await submit(page, 'form.stacked button[type=submit]');
    expect(new URL(page.url()).pathname === chat, `it stays at ${page.url()}`);
    // Now, not tomorrow; to the second, which the form does not know.
    const json = { starts_at: new Date(Date.now() + 2000).toISOString(), ends_at: new Date(Date.now() + 3_600_000).toISOString() };
    const moved = await api(base, `/api/rounds/v1/chats/${id}`, { method: 'PATCH', token: people.steward.token, json });
    expect(moved.status === 200, `moving it answers ${moved.status}`);
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await api(base, `/api/rounds/v1/chats/${id}`)).body.state === 'live') break;
      await new Promise((wake) => { setTimeout(wake, 200); });
    }
    await page.goto(`${base}${chat}/desk`);
    await submit(page, 'section[aria-labelledby=prompts] button[value=release]');
    await page.selectOption('#seconds', '30');
    await submit(page, 'section[aria-labelledby=pace] form button');
    expect((await page.textContent('h1')).includes('Sleeping'), 'the desk is gone');
    const told = (await api(base, `/api/rounds/v1/chats/${id}`)).body;
    expect(told.state === 'live' && told.slow_seconds === 30, `it is ${told.state}, ${told.slow_seconds} s`);
  });

  await check('a patient answers, asks, and is warned about a phone number', async () => {
    const id = chat.split('/').pop();
    let prompt = null;
    for (let tries = 0; tries < 60 && !prompt; tries += 1) {
      prompt = (await api(base, `/api/rounds/v1/chats/${id}`)).body.prompts[0].status_id;
      if (!prompt) await new Promise((wake) => { setTimeout(wake, 250); });
    }
    expect(prompt, 'the first question is not asked');
    const say = (status) => api(base, '/api/v1/statuses', {
      method: 'POST', token: people.patient.token, json: { status, in_reply_to_id: prompt, visibility: 'public' },
    });
    const warned = await say('Is it normal to lie awake? Call me at (212) 867-5309.');
    expect(warned.status === 422, `a phone number is answered ${warned.status}`);
    expect(/phone/i.test(warned.body.error), `the warning says: ${warned.body.error}`);
    const asked = await say('Is it normal to lie awake?');
    expect(asked.status === 200, `a question is answered ${asked.status}: ${JSON.stringify(asked.body)}`);
    const { page } = steward;
    await page.goto(`${base}${chat}`);
    expect((await page.textContent('#live')).includes('lie awake'), 'the answer is not on the page');
    await keep(page, 'patient-1-chat');
    await page.goto(`${base}${chat}/desk`);
    expect((await page.textContent('section[aria-labelledby=questions]')).includes('lie awake'), 'the desk does not list it');
    await keep(page, 'steward-6-desk-of-the-chat');
    await submit(page, 'section[aria-labelledby=questions] form[action$="/pin"] button');
  });

  await check('a page that is open shows what is new, and a guest says what they are paid for', async () => {
    const guest = await enter(people.guest);
    const { page } = guest;
    await page.goto(`${base}${chat}`);
    expect((await page.textContent('#pinned + *')).includes('lie awake'), 'nothing is pinned');
    const id = chat.split('/').pop();
    const event = (await api(base, `/api/rounds/v1/chats/${id}`)).body.status_id;
    await api(base, '/api/v1/statuses', {
      method: 'POST', token: people.steward.token, json: { status: 'It often is. Tell your team.', in_reply_to_id: event, visibility: 'public' },
    });
    await page.waitForFunction(() => document.getElementById('live').textContent.includes('Tell your team'), null, { timeout: 20_000 });
    await page.fill('#statement', 'None');
    await submit(page, 'section[aria-labelledby=people] form button');
    expect((await page.textContent('section[aria-labelledby=people]')).includes('None'), 'the interests are not shown');
    await keep(page, 'guest-1-interests');
    await guest.context.close();
  });

  await check('the same in Spanish', async () => {
    const { page } = steward;
    for (const [path, word] of [[chat, 'Preguntas y respuestas'], [`${chat}/desk`, 'Modo lento'], [`/networks/${network.id}/desk`, 'Biblioteca'], ['/@breastcancer', 'Próximas charlas'], [`/networks/${network.id}/series/new`, 'Regla']]) {
      await page.goto(`${base}${path}?lang=es`);
      expect(await page.getAttribute('html', 'lang') === 'es', `${path} is not in Spanish`);
      expect((await page.textContent('main')).includes(word), `${path} does not say ${word}`);
      await keep(page, `spanish${path.replaceAll(/[/@]/g, '-')}`);
    }
  });
  await bare.context.close();
  await steward.context.close();
}
