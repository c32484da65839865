// With masto.js: the profile, posts of all kinds, and talking with somebody of another instance.
import { eventually, fails, none, one, picture, plain, same, says } from "./steps.mjs";

export async function keepProfile({ step, patient, me }) {
  await step("edits the profile: name, bio, fields, picture", async () => {
    const changed = await patient.v1.accounts.updateCredentials({
      displayName: "Walking again", note: "Two years after treatment.", avatar: new Blob([picture], { type: "image/png" }),
      fieldsAttributes: [{ name: "Here for", value: "company" }], discoverable: true });
    same("the name", changed.displayName, "Walking again");
    says("the bio", changed.note, "Two years after treatment.");
    same("the bio's source", changed.source.note, "Two years after treatment.");
    same("the field", [changed.fields[0].name, plain(changed.fields[0].value)], ["Here for", "company"]);
    same("the picture is served", (await fetch(changed.avatar)).status, 200);
  });
  await step("others see the new profile", async () => {
    const shown = await patient.v1.accounts.lookup({ acct: me.username });
    same("the name", shown.displayName, "Walking again");
  });
  await step("reads and changes the profile by the newer address", async () => {
    await patient.v1.profile.update({ note: "Two years after treatment. Still walking." });
    same("the bio", (await patient.v1.profile.fetch()).note, "Two years after treatment. Still walking.");
  });
}

export async function post(world) {
  const { step, patient, me } = world;
  await step("posts behind a content warning, in a language", async () => {
    const posted = await patient.v1.statuses.create({
      status: "Food tastes of metal this week.", spoilerText: "Eating", language: "en", visibility: "unlisted" });
    same("as written", [posted.spoilerText, posted.sensitive, posted.language, posted.visibility], ["Eating", true, "en", "unlisted"]);
  });
  await step("is warned by the privacy guard, and posts the same text again to confirm", async () => {
    const status = "My MRN is 00482917, so I wrote it on the form.";
    const refused = await fails("the first time", patient.v1.statuses.create({ status }), (error) => error.statusCode === 422);
    says("why", refused.message, "medical record number");
    says("how to go on", refused.message, "again within 10 minutes");
    same("in the machine's words", refused.additionalProperties.guard.action, "warn");
    const posted = await patient.v1.statuses.create({ status, visibility: "private" });
    same("the second time", plain(posted.content), status);
    await patient.v1.statuses.$select(posted.id).remove();
  });
  const shown = await step("attaches a picture with a description", async () => {
    const media = await patient.v2.media.create({ file: new Blob([picture], { type: "image/png" }), description: "A green square" });
    same("what it is", [media.type, media.description], ["image", "A green square"]);
    const posted = await patient.v1.statuses.create({ status: "What the garden looks like.", mediaIds: [media.id] });
    same("the description", posted.mediaAttachments[0].description, "A green square");
    return posted;
  });
  await step("mends the description afterwards", async () => {
    const edited = await patient.v1.statuses.$select(shown.id).update({
      status: "What the garden looks like.", mediaIds: [shown.mediaAttachments[0].id],
      mediaAttributes: [{ id: shown.mediaAttachments[0].id, description: "A green square, seen from above" }] });
    same("the description", edited.mediaAttachments[0].description, "A green square, seen from above");
  });
  await step("schedules a post, moves it, and takes it back", async () => {
    const [soon, later] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    const scheduled = await patient.v1.statuses.create({ status: "Tomorrow I am going out.", scheduledAt: soon });
    same("the text", scheduled.params.text, "Tomorrow I am going out.");
    const moved = await patient.v1.scheduledStatuses.$select(scheduled.id).update({ scheduledAt: later });
    same("the new time", moved.scheduledAt, later);
    same("the list", (await patient.v1.scheduledStatuses.list()).map(({ id }) => id), [scheduled.id]);
    await patient.v1.scheduledStatuses.$select(scheduled.id).remove();
    same("the list is empty", await patient.v1.scheduledStatuses.list(), []);
  });
  await step("edits a post; its history holds both", async () => {
    const posted = await patient.v1.statuses.create({ status: "Ten minuts of walking." });
    const select = patient.v1.statuses.$select(posted.id);
    same("the source", (await select.source.fetch()).text, "Ten minuts of walking.");
    const edited = await select.update({ status: "Ten minutes of walking." });
    same("the text, and a time of the edit", [plain(edited.content), typeof edited.editedAt], ["Ten minutes of walking.", "string"]);
    same("the history", (await select.history.list()).map(({ content }) => plain(content)),
      ["Ten minuts of walking.", "Ten minutes of walking."]);
  });
  await step("deletes and redrafts: text and picture come back", async () => {
    const removed = await patient.v1.statuses.$select(shown.id).remove();
    same("the text", removed.text, "What the garden looks like.");
    await fails("the post is gone", patient.v1.statuses.$select(shown.id).fetch(), (error) => error.statusCode === 404);
    const again = await patient.v1.statuses.create({ status: `${removed.text} In May.`, mediaIds: removed.mediaAttachments.map(({ id }) => id) });
    same("the picture", again.mediaAttachments[0].description, "A green square, seen from above");
  });
  await step("pins a post to the profile", async () => {
    const posted = await patient.v1.statuses.create({ status: "Start here if you are new. #startpage" });
    same("pinned", (await patient.v1.statuses.$select(posted.id).pin()).pinned, true);
    same("the pinned posts", (await patient.v1.accounts.$select(me.id).statuses.list({ pinned: true })).map(({ id }) => id), [posted.id]);
    await patient.v1.statuses.$select(posted.id).unpin();
  });
  await step("pages through home by the Link header", async () => {
    const pages = [];
    for await (const page of patient.v1.timelines.home.list({ limit: 2 })) {
      pages.push(page.map(({ id }) => id));
      if (pages.length === 2) break;
    }
    same("two pages of two, newest first", pages.flat(), pages.flat().toSorted().toReversed());
    same("without repetition", new Set(pages.flat()).size, 4);
  });
}

export async function meet(world) {
  const { step, patient, friend, given, me } = world;
  world.friendHere = await step("finds a friend at another instance by handle", async () => {
    const handle = `${given.friend.user}@${new URL(given.stluke).host}`;
    const { accounts } = await patient.v2.search.list({ q: `@${handle}`, resolve: true, type: "accounts" });
    same("the handle", accounts.map(({ acct }) => acct), [handle]);
    return accounts[0];
  });
  world.meThere = await step("they follow each other", async () => {
    const { accounts } = await friend.v2.search.list({ q: `@${me.username}@${new URL(given.mercy).host}`, resolve: true, type: "accounts" });
    const sides = [[patient, world.friendHere.id], [friend, accounts[0].id]];
    for (const [who, id] of sides) await who.v1.accounts.$select(id).follow();
    for (const [who, id] of sides)
      await eventually("followed both ways", async () => {
        const [seen] = await who.v1.accounts.relationships.fetch({ id: [id] });
        return seen.following && seen.followedBy;
      });
    return accounts[0];
  });
  await step("is notified of the follower", () => eventually("a notification", async () =>
    (await patient.v1.notifications.list({ types: ["follow"] })).find(({ account }) => account.id === world.friendHere.id)));
}

/** What of `author` with that text, or by that address, is in home. */
export const inHome = (who, uri, seconds) => eventually(`${uri} in home`, async () =>
  (await who.v1.timelines.home.list({ limit: 20 })).find((status) => status.uri === uri), seconds);

export async function talk(world) {
  const { step, patient, friend, friendHere, meThere } = world;
  const opening = await step("a reply chain goes back and forth between the instances", async () => {
    const first = await patient.v1.statuses.create({ status: "How do you sleep on travel days?", quoteApprovalPolicy: "public" });
    const there = await inHome(friend, first.uri);
    const second = await friend.v1.statuses.create({ status: `@${meThere.acct} Badly. I bring my own pillow.`, inReplyToId: there.id });
    const arrived = await eventually("the reply arrives", async () =>
      (await patient.v1.statuses.$select(first.id).context.fetch()).descendants.find(({ uri }) => uri === second.uri));
    const third = await patient.v1.statuses.create({ status: `@${friendHere.acct} I shall try that.`, inReplyToId: arrived.id });
    await eventually("the whole chain, where the middle was written", async () => {
      const { ancestors, descendants } = await friend.v1.statuses.$select(second.id).context.fetch();
      return ancestors.some(({ uri }) => uri === first.uri) && descendants.some(({ uri }) => uri === third.uri);
    });
    return { here: first, there };
  });
  await step("the friend boosts; the post shows it", async () => {
    const wrapper = await friend.v1.statuses.$select(opening.there.id).reblog();
    same("the boost wraps the post", wrapper.reblog.uri, opening.here.uri);
    await eventually("counted", async () => (await patient.v1.statuses.$select(opening.here.id).fetch()).reblogsCount === 1);
    one("who did", await patient.v1.statuses.$select(opening.here.id).rebloggedBy.list(), ({ id }) => id === friendHere.id);
  });
  await step("the friend favourites; the post shows it", async () => {
    same("marked", (await friend.v1.statuses.$select(opening.there.id).favourite()).favourited, true);
    await eventually("counted", async () => (await patient.v1.statuses.$select(opening.here.id).fetch()).favouritesCount === 1);
    one("who did", await patient.v1.statuses.$select(opening.here.id).favouritedBy.list(), ({ id }) => id === friendHere.id);
  });
  await step("the friend quotes; the quote is accepted and shown", async () => {
    const quote = await friend.v1.statuses.create({ status: "Asked at the right time:", quotedStatusId: opening.there.id });
    await eventually("accepted", async () => (await friend.v1.statuses.$select(quote.id).fetch()).quote?.state === "accepted");
    const seen = await eventually("with what it quotes", async () => {
      const found = await inHome(patient, quote.uri);
      return found.quote?.quotedStatus && found;
    });
    same("the quoted post", seen.quote.quotedStatus.id, opening.here.id);
  });
  await step("favourites, bookmarks and boosts the friend's post, and takes it back", async () => {
    const said = await friend.v1.statuses.create({ status: "Pillows weigh less than you think." });
    const { id } = await inHome(patient, said.uri);
    const select = patient.v1.statuses.$select(id);
    await select.favourite();
    await select.bookmark();
    await select.reblog();
    one("among favourites", await patient.v1.favourites.list(), (status) => status.id === id);
    one("among bookmarks", await patient.v1.bookmarks.list(), (status) => status.id === id);
    same("marked", [true, true, true], (({ favourited, bookmarked, reblogged }) => [favourited, bookmarked, reblogged])(await select.fetch()));
    await select.unfavourite();
    await select.unbookmark();
    await select.unreblog();
    none("no favourite", await patient.v1.favourites.list(), (status) => status.id === id);
    none("no bookmark", await patient.v1.bookmarks.list(), (status) => status.id === id);
  });
  await step("asks in a poll; the friend votes from the other instance", async () => {
    const asked = await patient.v1.statuses.create({ status: "Does walking help?", poll: { options: ["Yes", "No"], expiresIn: 3600 } });
    const there = await inHome(friend, asked.uri);
    same("their vote", (await friend.v1.polls.$select(there.poll.id).votes.create({ choices: [1] })).ownVotes, [1]);
    await eventually("counted at home", async () => (await patient.v1.polls.$select(asked.poll.id).fetch()).options[1].votesCount === 1);
  });
  await step("writes in private; the conversation is unread, then read", async () => {
    const words = `@${meThere.acct} between us: the second week is the worst.`;
    const sent = await friend.v1.statuses.create({ status: words, visibility: "direct" });
    const conversation = await eventually("the conversation", async () =>
      (await patient.v1.conversations.list()).find(({ lastStatus }) => lastStatus?.uri === sent.uri));
    same("unread, with the friend", [conversation.unread, conversation.accounts.map(({ id }) => id)], [true, [friendHere.id]]);
    await patient.v1.statuses.create({ status: `@${friendHere.acct} it passed for me.`, inReplyToId: conversation.lastStatus.id, visibility: "direct" });
    same("read", (await patient.v1.conversations.$select(conversation.id).read()).unread, false);
    await eventually("the answer arrives", async () => (await friend.v1.conversations.list())[0]?.lastStatus?.content.includes("passed for me"));
    none("not for everybody", await friend.v1.timelines.public.list(), ({ uri }) => uri === sent.uri);
  });
}
