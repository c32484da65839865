// A day with masto.js: posts, reads, follows across instances, sees a notification, listens. Arguments come as JSON in argv[2].
import assert from "node:assert/strict";
import { createRestAPIClient, createStreamingAPIClient } from "masto";

const { mercy, stluke, mercyToken, stlukeToken, handle } = JSON.parse(process.argv[2]);
const here = createRestAPIClient({ url: mercy, accessToken: mercyToken });
const there = createRestAPIClient({ url: stluke, accessToken: stlukeToken });

/** Polls until `look` gives something true. */
async function eventually(what, look, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setImmediate(done));
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

const me = await here.v1.accounts.verifyCredentials();
const posted = await here.v1.statuses.create({ status: "Good morning from masto.js #bcsm", visibility: "public", language: "en" });
assert.equal(posted.account.id, me.id);
assert.match(posted.content, /Good morning/);

const home = await here.v1.timelines.home.list({ limit: 5 });
assert.ok(home.some((status) => status.id === posted.id), "own post is in home");

const found = await there.v2.search.list({ q: `@${handle}`, resolve: true, type: "accounts" });
assert.equal(found.accounts.length, 1, "the handle is found across instances");
await there.v1.accounts.$select(found.accounts[0].id).follow();
await eventually("the follow is accepted", async () =>
  (await there.v1.accounts.relationships.fetch({ id: [found.accounts[0].id] }))[0].following);

await eventually("a notification of the follow", async () =>
  (await here.v1.notifications.list({ limit: 10 })).some((n) => n.type === "follow"));

const second = await here.v1.statuses.create({ status: "This one travels." });
const arrived = await eventually("the post arrives at stluke", async () =>
  (await there.v1.timelines.home.list({ limit: 10 })).find((status) => status.uri === second.uri));
await there.v1.statuses.$select(arrived.id).favourite();
await eventually("a notification of the favourite", async () =>
  (await here.v1.notifications.list({ types: ["favourite"] })).some((n) => n.status?.id === second.id));

// A green square of eight pixels.
const picture = new Blob([Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mNQaHDAihiGlgQA2gM4AXmJHxcAAAAASUVORK5CYII=", "base64")], { type: "image/png" });
const media = await here.v2.media.create({ file: picture, description: "A green square" });
assert.equal(media.type, "image");
assert.equal((await fetch(media.url)).headers.get("content-type"), "image/png");
const shown = await here.v1.statuses.create({ status: "A picture", mediaIds: [media.id] });
assert.equal(shown.mediaAttachments[0].description, "A green square");
const seen = await eventually("the picture arrives at stluke", async () =>
  (await there.v1.timelines.home.list({ limit: 10 })).find((status) => status.uri === shown.uri));
assert.ok(seen.mediaAttachments[0].url.startsWith(stluke), "shown by one's own server");
assert.equal((await fetch(seen.mediaAttachments[0].previewUrl)).status, 200);

const pages = [];
for await (const page of here.v1.timelines.home.list({ limit: 1 })) {
  pages.push(page);
  if (pages.length === 2) break;
}
assert.equal(pages.length, 2, "the Link header leads to a second page");
const asked = await here.v1.statuses.create({
  status: "Does walking help?", poll: { options: ["Yes", "No"], expiresIn: 3600, multiple: false } });
assert.equal(asked.poll.options.length, 2);
const question = await eventually("the poll arrives at stluke", async () =>
  (await there.v1.timelines.home.list({ limit: 10 })).find((status) => status.uri === asked.uri));
const voted = await there.v1.polls.$select(question.poll.id).votes.create({ choices: [1] });
assert.deepEqual(voted.ownVotes, [1]);
await eventually("the vote is counted where it was asked", async () =>
  (await here.v1.polls.$select(asked.poll.id).fetch()).options[1].votesCount === 1);

const later = await here.v1.statuses.create({
  status: "Tomorrow", scheduledAt: new Date(Date.now() + 86_400_000).toISOString() });
assert.equal(later.params.text, "Tomorrow");
assert.equal((await here.v1.scheduledStatuses.list())[0].id, later.id);
await here.v1.scheduledStatuses.$select(later.id).remove();
assert.equal((await here.v1.scheduledStatuses.list()).length, 0);

const word = await here.v1.statuses.create({ status: "An unusual word: zebrafinch" });
await eventually("own posts are found by their words", async () =>
  (await here.v2.search.list({ q: "zebrafinch", type: "statuses" })).statuses.some((status) => status.id === word.id));
await here.v1.statuses.$select(word.id).pin();
await eventually("the pin is shown at stluke", async () =>
  (await there.v1.accounts.$select(found.accounts[0].id).statuses.list({ pinned: true })).some((status) => status.uri === word.uri));
// One WebSocket with two streams: a post of stluke's comes to mercy's reader as it is read there.
const { configuration } = await there.v2.instance.fetch();
const streaming = createStreamingAPIClient({
  streamingApiUrl: configuration.urls.streaming, accessToken: stlukeToken, implementation: globalThis.WebSocket });
const heard = [];
const listen = async (subscription) => {
  for await (const event of subscription) heard.push(event);
};
const user = streaming.user.subscribe();
const tagged = streaming.hashtag.subscribe({ tag: "masto_stream" });
const listening = [listen(user), listen(tagged)];
const said = [];
await eventually("an update on both streams", async () => {
  said.push((await here.v1.statuses.create({ status: `Listen, ${said.length} #masto_stream` })).uri);
  const seconds = Date.now() + 2000;
  while (Date.now() < seconds) {
    const updates = heard.filter((event) => event.event === "update" && said.includes(event.payload.uri));
    if (["user", "hashtag"].every((stream) => updates.some((event) => event.stream[0] === stream))) return true;
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
});
await here.v1.statuses.create({ status: `@${(await there.v1.accounts.verifyCredentials()).acct}@${new URL(stluke).host} are you there?` });
await eventually("a notification on the stream", async () =>
  heard.some((event) => event.event === "notification" && event.payload.type === "mention"));
user.unsubscribe();
tagged.unsubscribe();
streaming.close();
await Promise.all(listening);
console.log("masto.js: done");
