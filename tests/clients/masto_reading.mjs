// With masto.js: what people do with what they read - sort, silence, search, be told, listen - and a topic network.
import http from "node:http";
import crypto from "node:crypto";
import { createStreamingAPIClient } from "masto";
import { chat, summary } from "./host.mjs";
import { inHome } from "./masto_posts.mjs";
import { eventually, fails, none, one, plain, same, says } from "./steps.mjs";

export async function sort({ step, patient, friend, neighbour, friendHere }) {
  await step("keeps a list and reads its timeline", async () => {
    const list = await patient.v1.lists.create({ title: "Close ones" });
    const select = patient.v1.lists.$select(list.id);
    await select.accounts.create({ accountIds: [friendHere.id] });
    same("the members", (await select.accounts.list()).map(({ id }) => id), [friendHere.id]);
    same("the friend's lists", (await patient.v1.accounts.$select(friendHere.id).lists.list()).map(({ id }) => id), [list.id]);
    const said = await friend.v1.statuses.create({ status: "For those who read lists." });
    await eventually("the post in the list", async () =>
      (await patient.v1.timelines.list.$select(list.id).list()).some(({ uri }) => uri === said.uri));
    same("the new title", (await select.update({ title: "Friends" })).title, "Friends");
    await select.accounts.remove({ accountIds: [friendHere.id] });
    await select.remove();
    same("no list is left", await patient.v1.lists.list(), []);
  });
  await step("filters a word: what holds it says so, or is not shown at all", async () => {
    const filter = await patient.v2.filters.create({
      title: "Food", context: ["home"], filterAction: "warn", keywordsAttributes: [{ keyword: "liquorice", wholeWord: true }] });
    const said = await friend.v1.statuses.create({ status: "I live on liquorice." });
    const seen = await inHome(patient, said.uri);
    same("by which filter", seen.filtered.map((hit) => [hit.filter.title, hit.keywordMatches]), [["Food", ["liquorice"]]]);
    await patient.v2.filters.$select(filter.id).update({ title: "Food", context: ["home"], filterAction: "hide" });
    await eventually("not shown", async () => !(await patient.v1.timelines.home.list()).some(({ uri }) => uri === said.uri));
    await patient.v2.filters.$select(filter.id).remove();
    await inHome(patient, said.uri);
  });
  await step("mutes the friend and hears them again", async () => {
    const select = patient.v1.accounts.$select(friendHere.id);
    same("muted", (await select.mute({ notifications: true, duration: 3600 })).muting, true);
    one("among the muted", await patient.v1.mutes.list(), ({ id }) => id === friendHere.id);
    none("not in home", await patient.v1.timelines.home.list(), ({ account }) => account.id === friendHere.id);
    same("no more", (await select.unmute()).muting, false);
    one("in home", await patient.v1.timelines.home.list(), ({ account }) => account.id === friendHere.id);
  });
  await step("blocks somebody, who then finds nothing", async () => {
    const stranger = await neighbour.v1.accounts.verifyCredentials();
    const self = await patient.v1.accounts.verifyCredentials();
    const select = patient.v1.accounts.$select(stranger.id);
    same("blocked", (await select.block()).blocking, true);
    one("among the blocked", await patient.v1.blocks.list(), ({ id }) => id === stranger.id);
    const [seen] = await neighbour.v1.accounts.relationships.fetch({ id: [self.id] });
    same("seen from there", seen.blockedBy, true);
    await fails("no follow from there", neighbour.v1.accounts.$select(self.id).follow(), (error) => error.statusCode === 403);
    same("no more", (await select.unblock()).blocking, false);
  });
  await step("follows a tag; a stranger's post with it comes to home", async () => {
    same("followed", (await patient.v1.tags.$select("lymphoedema_sleeve").follow()).following, true);
    one("among the followed", await patient.v1.followedTags.list(), ({ name }) => name === "lymphoedema_sleeve");
    const said = await neighbour.v1.statuses.create({ status: "Mine is purple. #lymphoedema_sleeve" });
    await inHome(patient, said.uri);
    same("no more", (await patient.v1.tags.$select("lymphoedema_sleeve").unfollow()).following, false);
  });
  await step("shows a tag and a friend on the profile, and keeps a note about them", async () => {
    const featured = await patient.v1.featuredTags.create({ name: "startpage" });
    same("the tag", (await patient.v1.featuredTags.list()).map(({ name }) => name), ["startpage"]);
    await patient.v1.featuredTags.$select(featured.id).remove();
    const select = patient.v1.accounts.$select(friendHere.id);
    same("the friend", (await select.endorse()).endorsed, true);
    await select.unendorse();
    same("the note", (await select.note.create({ comment: "met in the waiting room" })).note, "met in the waiting room");
  });
}

/** A push service on this machine; it counts what comes. */
async function pushService() {
  let count = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(201).end(() => (count += 1)));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { endpoint: `http://127.0.0.1:${server.address().port}/to/me`, came: () => count, close: () => server.close() };
}

export async function beTold({ step, patient, friend, meThere, friendHere }) {
  await step("keeps the places in home and among notifications", async () => {
    const [newest] = await patient.v1.timelines.home.list({ limit: 1 });
    const [told] = await patient.v1.notifications.list({ limit: 1 });
    await patient.v1.markers.create({ home: { lastReadId: newest.id }, notifications: { lastReadId: told.id } });
    const markers = await patient.v1.markers.fetch({ timeline: ["home", "notifications"] });
    same("as kept", [markers.home.lastReadId, markers.notifications.lastReadId], [newest.id, told.id]);
  });
  await step("reads notifications one by one, of the types asked for", async () => {
    const all = await patient.v1.notifications.list({ types: ["favourite", "reblog", "mention", "quote"] });
    for (const type of ["favourite", "reblog", "mention", "quote"])
      one(`a ${type}`, all, (note) => note.type === type && note.account.id === friendHere.id);
    const mentions = await patient.v1.notifications.list({ types: ["mention"] });
    same("only those", new Set(mentions.map(({ type }) => type)), new Set(["mention"]));
    same("by itself", (await patient.v1.notifications.$select(mentions[0].id).fetch()).id, mentions[0].id);
  });
  await step("reads them grouped, and dismisses a group", async () => {
    const page = await patient.v2.notifications.list({ groupedTypes: ["favourite", "reblog", "follow"] });
    const group = one("the favourites", page.notificationGroups, ({ type }) => type === "favourite");
    one("who did is beside", page.accounts, ({ id }) => id === group.sampleAccountIds[0]);
    one("the post is beside", page.statuses, ({ id }) => id === group.statusId);
    same("a count", typeof (await patient.v2.notifications.unreadCount.fetch()).count, "number");
    await patient.v2.notifications.$select(group.groupKey).dismiss();
    none("dismissed", (await patient.v2.notifications.list()).notificationGroups, ({ groupKey }) => groupKey === group.groupKey);
  });
  await step("sets whose notifications wait for a decision", async () => {
    same("filtered", (await patient.v2.notifications.policy.update({ forNotFollowing: "filter" })).forNotFollowing, "filter");
    same("as before", (await patient.v2.notifications.policy.update({ forNotFollowing: "accept" })).forNotFollowing, "accept");
  });
  await step("subscribes to push, is pushed to, and ends it", async () => {
    const service = await pushService();
    const p256dh = crypto.createECDH("prime256v1").generateKeys().toString("base64url");
    const made = await patient.v1.push.subscription.create({
      subscription: { endpoint: service.endpoint, keys: { p256dh, auth: crypto.randomBytes(16).toString("base64url") } },
      data: { alerts: { mention: true } }, policy: "all" });
    same("where to", made.endpoint, service.endpoint);
    same("as kept", (await patient.v1.push.subscription.fetch()).alerts.mention, true);
    await friend.v1.statuses.create({ status: `@${meThere.acct} are you awake?` });
    await eventually("pushed", () => service.came() > 0);
    same("changed", (await patient.v1.push.subscription.update({ data: { alerts: { mention: false } } })).alerts.mention, false);
    await patient.v1.push.subscription.remove();
    await fails("none is left", patient.v1.push.subscription.fetch(), (error) => error.statusCode === 404);
    service.close();
  });
}

export async function search({ step, patient, friendHere }) {
  await step("finds people, tags and its own posts", async () => {
    const { accounts } = await patient.v2.search.list({ q: friendHere.username, type: "accounts" });
    one("the friend by the start of a name", accounts, ({ id }) => id === friendHere.id);
    const { hashtags } = await patient.v2.search.list({ q: "startpa", type: "hashtags" });
    one("a tag by its start", hashtags, ({ name }) => name === "startpage");
    const said = await patient.v1.statuses.create({ status: "An unusual word: zebrafinch." });
    await eventually("the post by a word", async () =>
      (await patient.v2.search.list({ q: "zebrafinch", type: "statuses" })).statuses.some(({ id }) => id === said.id));
  });
}

export async function listen({ step, patient, friend, given, token, meThere }) {
  const { configuration } = await patient.v2.instance.fetch();
  const streaming = createStreamingAPIClient({
    streamingApiUrl: configuration.urls.streaming, accessToken: token, implementation: globalThis.WebSocket });
  const heard = [];
  const subscriptions = [streaming.user.subscribe(), streaming.hashtag.subscribe({ tag: "masto_stream" }), streaming.direct.subscribe()];
  const listening = subscriptions.map(async (subscription) => {
    for await (const event of subscription) heard.push(event);
  });
  const hears = (what, stream, event, fits) => eventually(what, () =>
    heard.find((one) => one.event === event && one.stream[0] === stream && fits(one.payload)));
  await step("opens a WebSocket with several streams", () => eventually("a first post on two streams", async () => {
    // A subscription has no answer: what is posted before it is taken up is not heard.
    const said = await patient.v1.statuses.create({ status: "Is this on? #masto_stream" });
    const both = () => ["user", "hashtag"].every((name) =>
      heard.some(({ event, stream, payload }) => event === "update" && stream[0] === name && payload.id === said.id));
    return eventually("heard", both, 3).catch(() => false);
  }));
  const said = await step("hears the friend's post as it is written", async () => {
    const status = await friend.v1.statuses.create({ status: "Good evening." });
    await hears("the post", "user", "update", ({ uri }) => uri === status.uri);
    return status;
  });
  await step("hears an edit and a deletion", async () => {
    await friend.v1.statuses.$select(said.id).update({ status: "Good evening, all." });
    const { payload } = await hears("the edit", "user", "status.update", ({ uri }) => uri === said.uri);
    says("the new text", plain(payload.content), "Good evening, all.");
    await friend.v1.statuses.$select(said.id).remove();
    await hears("the deletion", "user", "delete", (id) => id === payload.id);
  });
  await step("hears a notification and a conversation", async () => {
    await friend.v1.statuses.create({ status: `@${meThere.acct} a word in private.`, visibility: "direct" });
    await hears("the notification", "user", "notification", ({ type }) => type === "mention");
    await hears("the conversation", "direct", "conversation", ({ lastStatus }) => lastStatus.content.includes("a word in private"));
  });
  await step("hears that filters changed", async () => {
    const filter = await patient.v2.filters.create({ title: "x", context: ["home"] });
    await hears("the change", "user", "filters_changed", () => true);
    await patient.v2.filters.$select(filter.id).remove();
  });
  for (const subscription of subscriptions) subscription.unsubscribe();
  streaming.close();
  await Promise.all(listening);
}

export async function readNetwork({ step, patient, given }, network) {
  await network.open(`after_treatment_${given.patient.user}`);
  const group = await step("finds a topic network of another instance and follows it", async () => {
    const { accounts } = await patient.v2.search.list({ q: `@${network.handle}`, resolve: true, type: "accounts" });
    same("a group", accounts.map(({ acct, group }) => [acct, group]), [[network.handle, true]]);
    await patient.v1.accounts.$select(accounts[0].id).follow();
    await eventually("followed", async () => (await patient.v1.accounts.relationships.fetch({ id: [accounts[0].id] }))[0].following);
    return accounts[0];
  });
  const home = (what, fits) => eventually(what, async () =>
    (await patient.v1.timelines.home.list({ limit: 40 })).map((status) => status.reblog ?? status).find(fits), 60);
  await step("posts to it; the network passes it on", async () => {
    const asked = await patient.v1.statuses.create({ status: `@${group.acct} When did you go back to work?` });
    await eventually("passed on", async () => (await patient.v1.statuses.$select(asked.id).fetch()).reblogsCount === 1);
  });
  await step("sees its chat announced, and the topic when its time comes", async () => {
    await network.scheduleChat();
    await home("the announcement", ({ content }) => content.includes(chat.title));
    const topic = await home("the topic", ({ content }) => plain(content).includes(chat.prompt));
    same("by the network", topic.account.acct, network.handle);
    await patient.v1.statuses.create({ status: `@${group.acct} A short walk, then feet up.`, inReplyToId: topic.id });
  });
  await step("sees the summary with its key message", async () => {
    const published = await network.publishSummary();
    const article = await home("the summary", ({ uri }) => uri === published.uri);
    says("the title", plain(article.content), summary.title);
    says("the key message", plain(article.content), summary.keyMessage);
  });
}
