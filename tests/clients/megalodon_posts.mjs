// With megalodon: posts of all kinds, and talking with somebody of another instance.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { eventually, fails, none, one, picture, plain, same, says } from "./steps.mjs";

const refused = (status) => (error) => error.response?.status === status;

/** The post of that address in somebody's home. */
export const inHome = (who, uri) => eventually(`${uri} in home`, async () =>
  (await who.getHomeTimeline({ limit: 20 })).data.find((status) => status.uri === uri));

export async function post({ step, patient }) {
  await step("posts behind a content warning, in a language", async () => {
    const { data } = await patient.postStatus("The mask leaves marks for an hour.", {
      spoiler_text: "Radiotherapy", sensitive: true, language: "en", visibility: "unlisted" });
    same("as written", [data.spoiler_text, data.sensitive, data.language, data.visibility], ["Radiotherapy", true, "en", "unlisted"]);
  });
  await step("is warned by the privacy guard, and posts the same text again to confirm", async () => {
    const text = "Write to me: my number is 503-555-0172.";
    const error = await fails("the first time", patient.postStatus(text), refused(422));
    says("how to go on", error.response.data.error, "again within 10 minutes");
    const { data } = await patient.postStatus(text, { visibility: "private" });
    same("the second time", plain(data.content), text);
    await patient.deleteStatus(data.id);
  });
  const shown = await step("attaches a picture, describes it, and posts it", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "megalodon-"));
    const file = path.join(folder, "garden.png");
    fs.writeFileSync(file, picture);
    const { data: media } = await patient.uploadMedia(fs.createReadStream(file), { description: "Green" });
    await eventually("processed", async () => (await patient.getMedia(media.id)).data.url);
    fs.rmSync(folder, { recursive: true });
    same("the description", (await patient.updateMedia(media.id, { description: "A green square" })).data.description, "A green square");
    const { data } = await patient.postStatus("In the waiting room hangs this.", { media_ids: [media.id] });
    same("shown with it", data.media_attachments[0].description, "A green square");
    return data;
  });
  await step("schedules a post, moves it, and takes it back", async () => {
    const [soon, later] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    const { data } = await patient.postStatus("Half of it is done.", { scheduled_at: soon });
    same("the text", data.params.text, "Half of it is done.");
    same("the new time", (await patient.scheduleStatus(data.id, later)).data.scheduled_at, later);
    same("the list", (await patient.getScheduledStatuses()).data.map(({ id }) => id), [data.id]);
    await patient.cancelScheduledStatus(data.id);
    await fails("none is left", patient.getScheduledStatus(data.id), refused(404));
  });
  await step("edits a post and reads its source", async () => {
    const { data } = await patient.postStatus("Twenty sesions in all.", {});
    same("the source", (await patient.getStatusSource(data.id)).data.text, "Twenty sesions in all.");
    const edited = (await patient.editStatus(data.id, { status: "Twenty sessions in all." })).data;
    same("the text, and a time of the edit", [plain(edited.content), typeof edited.edited_at], ["Twenty sessions in all.", "string"]);
  });
  await step("deletes and redrafts: text and picture come back", async () => {
    const { data } = await patient.client.del(`/api/v1/statuses/${shown.id}`);
    same("the text", data.text, "In the waiting room hangs this.");
    await fails("the post is gone", patient.getStatus(shown.id), refused(404));
    const again = await patient.postStatus(`${data.text} Still.`, { media_ids: data.media_attachments.map(({ id }) => id) });
    same("the picture", again.data.media_attachments[0].description, "A green square");
  });
  await step("pins a post to the profile", async () => {
    const { data } = await patient.postStatus("About me, in short. #aboutme");
    same("pinned", (await patient.pinStatus(data.id)).data.pinned, true);
    same("the pinned posts", (await patient.getAccountStatuses(data.account.id, { pinned: true })).data.map(({ id }) => id), [data.id]);
    await patient.unpinStatus(data.id);
  });
  await step("pages through home by max_id", async () => {
    const first = (await patient.getHomeTimeline({ limit: 2 })).data.map(({ id }) => id);
    const second = (await patient.getHomeTimeline({ limit: 2, max_id: first.at(-1) })).data.map(({ id }) => id);
    same("four posts, newest first, each once", [...first, ...second], [...new Set([...first, ...second])].toSorted().toReversed());
    same("four", first.length + second.length, 4);
  });
}

export async function meet(world) {
  const { step, patient, friend, given, me } = world;
  world.friendHere = await step("finds a friend at another instance by handle", async () => {
    const handle = `${given.friend.user}@${new URL(given.stluke).host}`;
    const { data } = await patient.searchAccount(`@${handle}`, { resolve: true });
    same("the handle", data.map(({ acct }) => acct), [handle]);
    same("looked up", (await patient.lookupAccount(handle)).data.id, data[0].id);
    return data[0];
  });
  world.meThere = await step("they follow each other", async () => {
    const { data } = await friend.searchAccount(`@${me.username}@${new URL(given.mercy).host}`, { resolve: true });
    const sides = [[patient, world.friendHere.id], [friend, data[0].id]];
    for (const [who, id] of sides) await who.followAccount(id);
    for (const [who, id] of sides)
      await eventually("followed both ways", async () => {
        const [seen] = (await who.getRelationships([id])).data;
        return seen.following && seen.followed_by;
      });
    return data[0];
  });
  await step("is notified of the follower", () => eventually("a notification", async () =>
    (await patient.getNotifications()).data.find(({ type, account }) => type === "follow" && account.id === world.friendHere.id)));
}

export async function talk(world) {
  const { step, patient, friend, friendHere, meThere } = world;
  const opening = await step("a reply chain goes back and forth between the instances", async () => {
    const first = (await patient.postStatus("What do you do while you wait?", {})).data;
    const there = await inHome(friend, first.uri);
    const second = (await friend.postStatus(`@${meThere.acct} I count ceiling tiles.`, { in_reply_to_id: there.id })).data;
    const arrived = await eventually("the reply arrives", async () =>
      (await patient.getStatusContext(first.id)).data.descendants.find(({ uri }) => uri === second.uri));
    const third = (await patient.postStatus(`@${friendHere.acct} How many are there?`, { in_reply_to_id: arrived.id })).data;
    await eventually("the whole chain, where the middle was written", async () => {
      const { ancestors, descendants } = (await friend.getStatusContext(second.id)).data;
      return ancestors.some(({ uri }) => uri === first.uri) && descendants.some(({ uri }) => uri === third.uri);
    });
    return { here: first, there };
  });
  await step("the friend boosts and favourites; the post shows who did", async () => {
    same("the boost wraps the post", (await friend.reblogStatus(opening.there.id)).data.reblog.uri, opening.here.uri);
    same("marked", (await friend.favouriteStatus(opening.there.id)).data.favourited, true);
    await eventually("counted", async () => {
      const { data } = await patient.getStatus(opening.here.id);
      return data.reblogs_count === 1 && data.favourites_count === 1;
    });
    one("who boosted", (await patient.getStatusRebloggedBy(opening.here.id)).data, ({ id }) => id === friendHere.id);
    one("who favourited", (await patient.getStatusFavouritedBy(opening.here.id)).data, ({ id }) => id === friendHere.id);
  });
  await step("the friend quotes; the quote is accepted and shown", async () => {
    const { data } = await friend.postStatus("I wonder too:", { quote_id: opening.there.id });
    await eventually("accepted", async () => (await friend.getStatus(data.id)).data.quote?.state === "accepted");
    await eventually("with what it quotes", async () => (await inHome(patient, data.uri)).quote?.quoted_status?.id === opening.here.id);
  });
  await step("favourites, bookmarks and boosts the friend's post, and takes it back", async () => {
    const said = (await friend.postStatus("Four hundred and twelve.", {})).data;
    const { id } = await inHome(patient, said.uri);
    for (const verb of ["favouriteStatus", "bookmarkStatus", "reblogStatus"]) await patient[verb](id);
    one("among favourites", (await patient.getFavourites()).data, (status) => status.id === id);
    one("among bookmarks", (await patient.getBookmarks()).data, (status) => status.id === id);
    const marked = (await patient.getStatus(id)).data;
    same("marked", [marked.favourited, marked.bookmarked, marked.reblogged], [true, true, true]);
    for (const verb of ["unfavouriteStatus", "unbookmarkStatus", "unreblogStatus"]) await patient[verb](id);
    none("no favourite", (await patient.getFavourites()).data, (status) => status.id === id);
    none("no bookmark", (await patient.getBookmarks()).data, (status) => status.id === id);
  });
  await step("the friend asks in a poll; votes from here", async () => {
    const asked = (await friend.postStatus("Tea or coffee?", { poll: { options: ["Tea", "Coffee"], expires_in: 3600 } })).data;
    const here = await inHome(patient, asked.uri);
    const voted = (await patient.votePoll(here.poll.id, [0])).data;
    same("the vote", [voted.voted, voted.own_votes], [true, [0]]);
    await eventually("counted there", async () => (await friend.getPoll(asked.poll.id)).data.options[0].votes_count === 1);
  });
  await step("writes in private; the conversation is unread, then read", async () => {
    const sent = (await friend.postStatus(`@${meThere.acct} only for you: it gets easier.`, { visibility: "direct" })).data;
    const conversation = await eventually("the conversation", async () =>
      (await patient.getConversationTimeline()).data.find(({ last_status: last }) => last?.uri === sent.uri));
    same("unread, with the friend", [conversation.unread, conversation.accounts.map(({ id }) => id)], [true, [friendHere.id]]);
    same("read", (await patient.readConversation(conversation.id)).data.unread, false);
    none("not for everybody", (await friend.getPublicTimeline()).data, ({ uri }) => uri === sent.uri);
    await patient.deleteConversation(conversation.id);
    none("put away", (await patient.getConversationTimeline()).data, ({ id }) => id === conversation.id);
  });
  await step("silences a thread", async () => {
    same("muted", (await patient.muteStatus(opening.here.id)).data.muted, true);
    same("no more", (await patient.unmuteStatus(opening.here.id)).data.muted, false);
  });
}
