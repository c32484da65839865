// With megalodon: what people do with what they read - sort, silence, search, be told, listen - and a topic network.
import crypto from "node:crypto";
import { chat, summary } from "./host.mjs";
import { inHome } from "./megalodon_posts.mjs";
import { eventually, fails, none, one, plain, same, says } from "./steps.mjs";

export async function sort({ step, patient, friend, neighbour, friendHere, me }) {
  await step("keeps a list and reads its timeline", async () => {
    const { data: list } = await patient.createList("Quiet hours");
    await patient.addAccountsToList(list.id, [friendHere.id]);
    same("the members", (await patient.getAccountsInList(list.id)).data.map(({ id }) => id), [friendHere.id]);
    const said = (await friend.postStatus("For the list only.", {})).data;
    await eventually("the post in the list", async () =>
      (await patient.getListTimeline(list.id)).data.some(({ uri }) => uri === said.uri));
    same("the new title", (await patient.updateList(list.id, "Evening")).data.title, "Evening");
    await patient.deleteAccountsFromList(list.id, [friendHere.id]);
    same("no members", (await patient.getAccountsInList(list.id)).data, []);
    await patient.deleteList(list.id);
    same("no list is left", (await patient.getLists()).data, []);
  });
  await step("filters a word by the older filters; home leaves out what holds it", async () => {
    const { data: filter } = await patient.createFilter("nausea", ["home"], { irreversible: true, whole_word: true });
    const said = (await friend.postStatus("Nausea again, since noon.", {})).data;
    const after = (await friend.postStatus("Better now.", {})).data;
    await inHome(patient, after.uri);
    none("not shown", (await patient.getHomeTimeline()).data, ({ uri }) => uri === said.uri);
    same("changed", (await patient.updateFilter(filter.id, "vertigo", ["home"])).data.phrase, "vertigo");
    await inHome(patient, said.uri);
    await patient.deleteFilter(filter.id);
    same("no filter is left", (await patient.getFilters()).data, []);
  });
  await step("mutes and blocks, and takes both back", async () => {
    same("muted", (await patient.muteAccount(friendHere.id, true)).data.muting, true);
    one("among the muted", (await patient.getMutes()).data, ({ id }) => id === friendHere.id);
    same("heard again", (await patient.unmuteAccount(friendHere.id)).data.muting, false);
    const stranger = (await neighbour.verifyAccountCredentials()).data;
    same("blocked", (await patient.blockAccount(stranger.id)).data.blocking, true);
    one("among the blocked", (await patient.getBlocks()).data, ({ id }) => id === stranger.id);
    await fails("no follow from there", neighbour.followAccount(me.id), (error) => error.response?.status === 403);
    same("free", (await patient.unblockAccount(stranger.id)).data.blocking, false);
  });
  await step("blocks a whole server and lets it back in", async () => {
    await patient.blockDomain("spam.example");
    same("blocked", (await patient.getDomainBlocks()).data, ["spam.example"]);
    await patient.unblockDomain("spam.example");
    same("none", (await patient.getDomainBlocks()).data, []);
  });
  await step("follows a tag; a stranger's post with it comes to home", async () => {
    same("followed", (await patient.followTag("compression_glove")).data.following, true);
    one("among the followed", (await patient.getFollowedTags()).data, ({ name }) => name === "compression_glove");
    const said = (await neighbour.postStatus("Two sizes up helped. #compression_glove", {})).data;
    await inHome(patient, said.uri);
    one("in the tag's timeline", (await patient.getTagTimeline("compression_glove")).data, ({ uri }) => uri === said.uri);
    same("no more", (await patient.unfollowTag("compression_glove")).data.following, false);
  });
  await step("shows a tag and a friend on the profile, and keeps a note about them", async () => {
    const { data: featured } = await patient.createFeaturedTag("aboutme");
    same("the tag", (await patient.getFeaturedTags()).data.map(({ name }) => name), ["aboutme"]);
    await patient.deleteFeaturedTag(featured.id);
    same("the friend", (await patient.pinAccount(friendHere.id)).data.endorsed, true);
    one("endorsed", (await patient.getEndorsements()).data, ({ id }) => id === friendHere.id);
    await patient.unpinAccount(friendHere.id);
    same("the note", (await patient.setAccountNote(friendHere.id, "has the pillow")).data.note, "has the pillow");
  });
  await step("reports a post to the instance", async () => {
    const { data: stranger } = await neighbour.verifyAccountCredentials();
    const said = (await neighbour.postStatus("Buy my tea, it heals everything.", {})).data;
    const { data } = await patient.report(stranger.id, { status_ids: [said.id], comment: "sells a cure", category: "spam" });
    same("as sent", [data.category, data.comment, data.action_taken], ["spam", "sells a cure", false]);
  });
}

export async function beTold({ step, patient, neighbour, friendHere }) {
  await step("keeps the places in home and among notifications", async () => {
    const [newest] = (await patient.getHomeTimeline({ limit: 1 })).data;
    const [told] = (await patient.getNotifications({ limit: 1 })).data;
    await patient.saveMarkers({ home: { last_read_id: newest.id }, notifications: { last_read_id: told.id } });
    const { data } = await patient.getMarkers(["home", "notifications"]);
    same("as kept", [data.home.last_read_id, data.notifications.last_read_id], [newest.id, told.id]);
  });
  await step("reads notifications, also without some types, and dismisses one", async () => {
    const { data: all } = await patient.getNotifications({ limit: 40 });
    for (const type of ["favourite", "reblog", "mention", "quote"])
      one(`a ${type}`, all, (note) => note.type === type && note.account.id === friendHere.id);
    none("left out", (await patient.getNotifications({ exclude_types: ["favourite"] })).data, ({ type }) => type === "favourite");
    await patient.dismissNotification(all[0].id);
    await fails("dismissed", patient.getNotification(all[0].id), (error) => error.response?.status === 404);
  });
  await step("subscribes to push, changes what is pushed, and ends it", async () => {
    const keys = { p256dh: crypto.createECDH("prime256v1").generateKeys().toString("base64url"), auth: crypto.randomBytes(16).toString("base64url") };
    const endpoint = "http://127.0.0.1:9/nobody";
    const { data } = await patient.subscribePushNotification({ endpoint, keys }, { alerts: { follow: true } });
    same("as asked", [data.endpoint, data.alerts.follow], [endpoint, true]);
    same("changed", (await patient.updatePushSubscription({ alerts: { follow: false } })).data.alerts.follow, false);
    same("as kept", (await patient.getPushSubscription()).data.alerts.follow, false);
    await patient.deletePushSubscription();
    await fails("none is left", patient.getPushSubscription(), (error) => error.response?.status === 404);
  });
  await step("looks at directory and suggestions", async () => {
    const { data: open } = await neighbour.updateCredentials({ discoverable: true });
    one("a neighbour who wants to be found", (await patient.getInstanceDirectory({ local: true })).data, ({ id }) => id === open.id);
    same("suggestions are a list", Array.isArray((await patient.getSuggestions()).data), true);
  });
}

export async function search({ step, patient, friendHere }) {
  await step("finds people, tags and its own posts", async () => {
    one("the friend", (await patient.search(friendHere.username, { type: "accounts" })).data.accounts, ({ id }) => id === friendHere.id);
    one("a tag", (await patient.search("aboutm", { type: "hashtags" })).data.hashtags, ({ name }) => name === "aboutme");
    const said = (await patient.postStatus("Another rare word: capercaillie.", {})).data;
    await eventually("the post by a word", async () =>
      (await patient.search("capercaillie", { type: "statuses" })).data.statuses.some(({ id }) => id === said.id));
  });
}

export async function listen({ step, patient, friend, meThere }) {
  const heard = [];
  const errors = [];
  const record = (stream) => {
    for (const event of ["update", "status_update", "delete", "notification", "conversation"])
      stream.on(event, (payload) => heard.push({ event, payload }));
    stream.on("error", (error) => errors.push(error));
    return new Promise((open) => stream.once("connect", open));
  };
  const hears = (what, event, fits) => eventually(what, () => heard.find((one) => one.event === event && fits(one.payload)));
  const streams = await step("opens WebSockets for home and for private messages", async () => {
    const home = await patient.userStreaming();
    const opened = [record(home)]; // before the next is waited for: this one may be open by then
    const whispers = await patient.directStreaming();
    opened.push(record(whispers));
    await Promise.all(opened);
    return [home, whispers];
  });
  await step("hears a post as it is written, its edit and its deletion", async () => {
    const said = (await friend.postStatus("Lights out at ten.", {})).data;
    await hears("the post", "update", ({ uri }) => uri === said.uri);
    await friend.editStatus(said.id, { status: "Lights out at eleven." });
    const { payload } = await hears("the edit", "status_update", ({ uri }) => uri === said.uri);
    says("the new text", plain(payload.content), "Lights out at eleven.");
    await friend.deleteStatus(said.id);
    await hears("the deletion", "delete", (id) => id === payload.id);
  });
  await step("hears a notification and a conversation; nothing was malformed", async () => {
    await friend.postStatus(`@${meThere.acct} a whisper.`, { visibility: "direct" });
    await hears("the notification", "notification", ({ type }) => type === "mention");
    await hears("the conversation", "conversation", ({ last_status: last }) => last.content.includes("a whisper"));
    same("errors", errors, []);
  });
  for (const stream of streams) stream.stop();
}

export async function readNetwork({ step, patient, given }, network) {
  await network.open(`after_treatment_${given.patient.user}`);
  const group = await step("finds a topic network of another instance and follows it", async () => {
    const { data } = await patient.search(`@${network.handle}`, { resolve: true, type: "accounts" });
    same("a group", data.accounts.map(({ acct, group }) => [acct, group]), [[network.handle, true]]);
    await patient.followAccount(data.accounts[0].id);
    await eventually("followed", async () => (await patient.getRelationship(data.accounts[0].id)).data.following);
    return data.accounts[0];
  });
  const home = (what, fits) => eventually(what, async () =>
    (await patient.getHomeTimeline({ limit: 40 })).data.map((status) => status.reblog ?? status).find(fits), 60);
  await step("posts to it; the network passes it on", async () => {
    const { data } = await patient.postStatus(`@${group.acct} Which hours are you at your best?`, {});
    await eventually("passed on", async () => (await patient.getStatus(data.id)).data.reblogs_count === 1);
  });
  await step("sees its chat announced, and the topic when its time comes", async () => {
    await network.scheduleChat();
    await home("the announcement", ({ content }) => content.includes(chat.title));
    const topic = await home("the topic", ({ content }) => plain(content).includes(chat.prompt));
    same("by the network", topic.account.acct, network.handle);
    await patient.postStatus(`@${group.acct} A blanket and the radio.`, { in_reply_to_id: topic.id });
  });
  await step("sees the summary with its key message", async () => {
    const published = await network.publishSummary();
    const article = await home("the summary", ({ uri }) => uri === published.uri);
    says("the title", plain(article.content), summary.title);
    says("the key message", plain(article.content), summary.keyMessage);
  });
}
