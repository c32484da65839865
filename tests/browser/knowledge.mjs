// A steward, a clinician and a visitor with a summary: drafted of a chat, checked, reviewed, published, read and printed, by keyboard and
// without scripts, in Chromium.
import { mkdirSync } from 'node:fs';

const API = '/api/rounds/v1';
const WORDING = {
  key_message: 'A short rest before three o’clock disturbs the night least.',
  statements: 'T1: Short rests early in the afternoon disturb the night least.',
  what_you_can_do: 'Rest early, and not for long.',
  for_clinicians: 'The effect is small and of short duration.',
  funding: 'None.',
  uncertain: 'Whether it holds for people who work at night.',
  references: 'doi:10.1001/jamaoncol.2016.6914 | A meta-analysis of treatments of fatigue | Mustian KM | JAMA Oncol | 2017 | 1',
};

/** A chat that is held and closed, through the API. */
async function heldChat(instance, steward, api, expect) {
  const call = async (method, path, json) => {
    const answer = await api(instance.base, API + path, { method, token: steward.token, json });
    expect(answer.status === 200, `${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const network = (await call('GET', '/networks'))[0];
  const starts = Date.now() + 1500;
  const chat = await call('POST', `/networks/${network.id}/chats`, {
    title: 'Sleep and rest', timezone: 'UTC', prompts: [{ content: 'What helps you rest?', offset_s: 0 }],
    starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + 1000).toISOString(),
  });
  const end = Date.now() + 60_000;
  while ((await call('GET', `/chats/${chat.id}`)).state !== 'closed') {
    expect(Date.now() < end, 'the chat does not close');
    await new Promise((ready) => { setTimeout(ready, 100); });
  }
  return network;
}

export async function knowledgeDay(browser, instance, people, { check, expect, api, tabTo, press, violations, logInByKeyboard }) {
  const folder = process.env.ROUNDS_TEST_SCREENSHOTS;
  if (folder) mkdirSync(folder, { recursive: true });
  const picture = async (page, name) => {
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  };
  const sound = async (page, what) => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const found = await violations(page);
      expect(found.length === 0, `${what} in ${colorScheme}: ${found.join('; ')}`);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(!wide, `${what} is wider than the window`);
  };
  const open = async (user) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    if (!user) return page;
    await page.goto(`${instance.base}/auth/sign_in`);
    await logInByKeyboard(page, user);
    return page;
  };
  /** Types into a field that is reached by Tab, in place of what is there. */
  const type = async (page, selector, text) => {
    await tabTo(page, selector, 80);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  };
  const send = async (page, selector) => {
    await tabTo(page, selector, 80);
    await press(page, 'Enter');
  };
  const step = (name) => `form:has(input[name=step][value=${name}]) button`;

  const steward = await open(people.admin);
  const doctor = await open(people.doctor);
  let address;
  await check('steward: a summary is drafted, checked and saved by keyboard', async () => {
    await heldChat(instance, people.admin, api, expect);
    await steward.goto(`${instance.base}/@breastcancer/summaries`);
    await sound(steward, 'the desk');
    await send(steward, 'form[action$="/summaries"] button');
    address = new URL(steward.url()).pathname.replace('/edit', '');
    await sound(steward, 'the editor');
    for (const [id, text] of Object.entries(WORDING)) await type(steward, `#${id}`, text);
    await steward.waitForFunction(
      () => document.getElementById('check-notice').textContent === document.getElementById('check-notice').dataset.checked
        && document.getElementById('check-results').textContent.includes('FKGL'), null, { timeout: 60_000 });
    await picture(steward, 'steward-live-checks');
    await send(steward, 'button[value=check]');
    expect((await steward.textContent('#checks ~ *, section:has(#checks)')).includes('FKGL'), 'the checks tell no reading grade');
    expect(await steward.inputValue('#uncertain') === WORDING.uncertain, 'what was typed is gone');
    await sound(steward, 'the editor with checks');
    await send(steward, 'button[value=save]');
    await picture(steward, 'steward-editor');
    await type(steward, '#statement', 'None.');
    await send(steward, step('interest'));
    await send(steward, step('submit'));
  });
  await check('clinician: a wording is graded and signed by keyboard', async () => {
    await doctor.goto(instance.base + address + '/edit');
    await type(doctor, '#statement', 'None.');
    await send(doctor, step('interest'));
    await tabTo(doctor, '#grade_1', 80);
    await doctor.keyboard.type('OCEBM 1');
    await sound(doctor, 'the form of a review');
    await picture(doctor, 'clinician-review');
    await send(doctor, step('review'));
    await steward.goto(instance.base + address + '/edit');
    await send(steward, step('publish'));
    expect(new URL(steward.url()).pathname === address, `publishing leads to ${steward.url()}`);
  });
  await check('visitor: reads, prints, follows the calendar and sees the figures', async () => {
    const page = await open();
    await page.goto(instance.base + address);
    expect((await page.textContent('main')).includes('OCEBM 2011, level 1'), 'the evidence is not shown');
    await sound(page, 'the summary');
    await tabTo(page, 'nav.views a[href$="view=clinicians"]', 80);
    await press(page, 'Enter');
    expect(await page.isVisible('#clinicians') && !(await page.isVisible('#can-do')), 'the other version is not shown alone');
    await sound(page, 'the summary for clinicians');
    await picture(page, 'visitor-clinicians');
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.no-print')).display === 'none'), 'forms are printed');
    expect(await page.isVisible('#clinicians') && await page.isVisible('#can-do'), 'one of the versions is not printed');
    await picture(page, 'visitor-print');
    await page.emulateMedia({ media: 'screen' });
    const network = (await api(instance.base, `${API}/networks`)).body[0];
    const calendar = await fetch(`${instance.base}${API}/networks/${network.id}/calendar.ics`);
    expect((await calendar.text()).includes('SUMMARY:'), 'the calendar has no chat');
    for (const path of ['/', '/@breastcancer', '/@breastcancer/questions', address + '/versions', address + '/versions/1', '/conditions/DOID:1612', '/directory', '/@breastcancer/metrics', '/@breastcancer/metrics?lang=es', `/organisations/${new URL(instance.base).host}`]) {
      await page.goto(instance.base + path);
      await sound(page, path);
    }
    await picture(page, 'visitor-figures');
  });
  await check('patient: finds a condition, reads, joins the network and leaves it, by keyboard', async () => {
    const page = await open(people.user);
    await page.goto(`${instance.base}/`);
    await tabTo(page, '#q', 80);
    await page.keyboard.type('breast cancer');
    await press(page, 'Enter');
    await page.goto(`${instance.base}/@breastcancer`);
    await send(page, 'form[action$="/join"] button');
    expect((await page.textContent('.join')).includes('You follow'), 'joining is not confirmed');
    await sound(page, 'the network of a member');
    await picture(page, 'patient-network');
    await send(page, 'form[action$="/leave"] button');
    expect(await page.isVisible('form[action$="/join"] button'), 'leaving does not lead back');
    const questions = await page.$$eval('a[href*="/questions"]', (all) => all.map((a) => a.href));
    await page.goto(questions[0]);
    const question = await page.$eval('main ul.plain a[href*="/questions/"]', (a) => a.href);
    await page.goto(question);
    await sound(page, 'a question');
    await page.goto(`${instance.base}/settings/consents`);
    await sound(page, 'what was agreed to');
  });
}
