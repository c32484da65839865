"""With Mastodon.py: posts of all kinds, and talking with somebody of another instance."""
import datetime

from mastodon import MastodonAPIError, MastodonNotFoundError
from steps import eventually, fails, none, one, picture, plain, same, says


def in_home(who, uri):
    return eventually(f"{uri} in home", lambda: next((status for status in who.timeline_home() if status.uri == uri), None))


class Posts:
    def __init__(self, world):
        self.world, self.patient = world, world.patient

    def warn(self):
        posted = self.patient.status_post("Needles still make me dizzy.", spoiler_text="Needles", language="en", visibility="unlisted")
        same("as written", [posted.spoiler_text, posted.sensitive, posted.language, posted.visibility], ["Needles", True, "en", "unlisted"])

    def confirm(self):
        text = "They wrote my MRN as 00482918 on the band."
        error = fails("the first time", lambda: self.patient.status_post(text), MastodonAPIError, "again within 10 minutes")
        same("refused", error.args[1], 422)
        posted = self.patient.status_post(text, visibility="private")
        same("the second time", plain(posted.content), text)
        self.patient.status_delete(posted.id)

    def retry(self):
        first, again = (self.patient.status_post("The line broke while sending.", idempotency_key="once") for _ in range(2))
        same("one post", first.id, again.id)

    def show(self):
        media = self.patient.media_post(picture(), mime_type="image/png", description="Green", focus=(0.5, -0.5))
        same("the focus", [media.meta.focus.x, media.meta.focus.y], [0.5, -0.5])
        same("described", self.patient.media_update(media.id, description="A green square").description, "A green square")
        self.shown = self.patient.status_post("The first tomato.", media_ids=[media])
        same("shown with it", self.shown.media_attachments[0].description, "A green square")

    def schedule(self):
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        scheduled = self.patient.status_post("I shall have slept.", scheduled_at=now + datetime.timedelta(days=1))
        later = now + datetime.timedelta(days=2)
        same("the new time", self.patient.scheduled_status_update(scheduled.id, later).scheduled_at, later)
        same("the list", [status.id for status in self.patient.scheduled_statuses()], [scheduled.id])
        self.patient.scheduled_status_delete(scheduled.id)
        same("no more", list(self.patient.scheduled_statuses()), [])

    def edit(self):
        posted = self.patient.status_post("Water the tomatos.")
        same("the source", self.patient.status_source(posted.id).text, "Water the tomatos.")
        edited = self.patient.status_update(posted.id, "Water the tomatoes.")
        same("the text", plain(edited.content), "Water the tomatoes.")
        same("a time of the edit", isinstance(edited.edited_at, datetime.datetime), True)
        same("the history", [plain(version.content) for version in self.patient.status_history(posted.id)],
             ["Water the tomatos.", "Water the tomatoes."])

    def edit_picture(self):
        media = self.shown.media_attachments[0]
        edited = self.patient.status_update(self.shown.id, "The first tomato.", media_attributes=[
            self.patient.generate_media_edit_attributes(media.id, description="A green square, not yet red")])
        same("the description", edited.media_attachments[0].description, "A green square, not yet red")

    def redraft(self):
        removed = self.patient.status_delete(self.shown.id)
        same("the text", removed.text, "The first tomato.")
        fails("the post is gone", lambda: self.patient.status(self.shown.id), MastodonNotFoundError)
        again = self.patient.status_post(removed.text + " Of many.", media_ids=removed.media_attachments)
        same("the picture", again.media_attachments[0].description, "A green square, not yet red")

    def pin(self):
        posted = self.patient.status_post("Read this first. #firststeps")
        same("pinned", self.patient.status_pin(posted.id).pinned, True)
        same("the pinned posts", [status.id for status in self.patient.account_statuses(self.world.me.id, pinned=True)], [posted.id])
        self.patient.status_unpin(posted.id)

    def page(self):
        first = self.patient.timeline_home(limit=2)
        second = self.patient.fetch_next(first)
        ids = [int(status.id) for status in list(first) + list(second)]
        same("four posts, newest first, each once", ids, sorted(set(ids), reverse=True))
        same("four", len(ids), 4)
        back = self.patient.fetch_previous(second)
        same("and back", [status.id for status in back], [status.id for status in first])

    def find(self):
        world = self.world
        handle = f"{world.friend_name}@{world.stluke_domain}"
        found = self.patient.account_search(f"@{handle}", resolve=True)
        same("the handle", [account.acct for account in found], [handle])
        world.friend_here = found[0]
        same("looked up", self.patient.account_lookup(handle).id, found[0].id)

    def follow(self):
        world = self.world
        world.me_there = world.friend.search_v2(f"@{world.me.username}@{world.mercy_domain}", resolve=True, result_type="accounts").accounts[0]
        sides = ((self.patient, world.friend_here), (world.friend, world.me_there))
        for who, whom in sides:
            who.account_follow(whom.id)
        for who, whom in sides:
            eventually("followed both ways", lambda: (lambda seen: seen.following and seen.followed_by)(who.account_relationships(whom.id)[0]))
        eventually("a notification", lambda: any(note.type == "follow" and note.account.id == world.friend_here.id
                                                 for note in self.patient.notifications(types=["follow"])))

    def chain(self):
        patient, friend = self.patient, self.world.friend
        self.opening = patient.status_post("Who else hears the machine at night?", quote_approval_policy="public")
        self.opening_there = in_home(friend, self.opening.uri)
        second = friend.status_reply(self.opening_there, "I do. It hums in B flat.")
        arrived = eventually("the reply arrives", lambda: next(
            (status for status in patient.status_context(self.opening.id).descendants if status.uri == second.uri), None))
        third = patient.status_reply(arrived, "Mine is in A.")

        def whole():
            context = friend.status_context(second.id)
            return self.opening.uri in [s.uri for s in context.ancestors] and third.uri in [s.uri for s in context.descendants]
        eventually("the whole chain, where the middle was written", whole)

    def be_liked(self):
        friend, here = self.world.friend, self.opening.id
        same("the boost wraps the post", friend.status_reblog(self.opening_there.id).reblog.uri, self.opening.uri)
        same("marked", friend.status_favourite(self.opening_there.id).favourited, True)
        eventually("counted", lambda: (lambda s: s.reblogs_count == 1 and s.favourites_count == 1)(self.patient.status(here)))
        one("who boosted", self.patient.status_reblogged_by(here), lambda account: account.id == self.world.friend_here.id)
        one("who favourited", self.patient.status_favourited_by(here), lambda account: account.id == self.world.friend_here.id)

    def be_quoted(self):
        friend = self.world.friend
        quote = friend.status_post("Me too:", quoted_status_id=self.opening_there.id)
        eventually("accepted", lambda: friend.status(quote.id).quote.state == "accepted")

        def shown():
            found = in_home(self.patient, quote.uri)
            return found.quote and found.quote.quoted_status and found.quote.quoted_status.id == self.opening.id
        eventually("with what it quotes", shown)
        one("among its quotes", self.patient.status_quotes(self.opening.id), lambda status: status.uri == quote.uri)

    def like(self):
        said = self.world.friend.status_post("It stopped at four.")
        here = in_home(self.patient, said.uri).id
        self.patient.status_favourite(here), self.patient.status_bookmark(here), self.patient.status_reblog(here)
        one("among favourites", self.patient.favourites(), lambda status: status.id == here)
        one("among bookmarks", self.patient.bookmarks(), lambda status: status.id == here)
        marked = self.patient.status(here)
        same("marked", [marked.favourited, marked.bookmarked, marked.reblogged], [True, True, True])
        self.patient.status_unfavourite(here), self.patient.status_unbookmark(here), self.patient.status_unreblog(here)
        none("no favourite", self.patient.favourites(), lambda status: status.id == here)
        none("no bookmark", self.patient.bookmarks(), lambda status: status.id == here)

    def vote(self):
        asked = self.patient.status_post("Which day is worst?", poll=self.patient.make_poll(["First", "Third"], expires_in=600, multiple=True))
        there = in_home(self.world.friend, asked.uri)
        voted = self.world.friend.poll_vote(there.poll.id, [0, 1])
        same("their votes", sorted(voted.own_votes), [0, 1])
        eventually("counted at home", lambda: self.patient.poll(asked.poll.id).voters_count == 1)

    def whisper(self):
        world = self.world
        sent = world.friend.status_post(f"@{world.me_there.acct} between us: I cried too.", visibility="direct")
        talk = eventually("the conversation", lambda: next(
            (talk for talk in self.patient.conversations() if talk.last_status and talk.last_status.uri == sent.uri), None))
        same("unread, with the friend", [talk.unread, [account.id for account in talk.accounts]], [True, [world.friend_here.id]])
        self.patient.status_reply(talk.last_status, "Thank you for telling me.")
        same("read", self.patient.conversations_read(talk.id).unread, False)
        none("not for everybody", world.friend.timeline_public(), lambda status: status.uri == sent.uri)


def play(step, world):
    posts = Posts(world)
    step("posts behind a content warning, in a language", posts.warn)
    step("is warned by the privacy guard, and posts the same text again to confirm", posts.confirm)
    step("sends a post twice with one key: it is there once", posts.retry)
    step("attaches a picture with a focus, and describes it", posts.show)
    step("schedules a post, moves it, and takes it back", posts.schedule)
    step("edits a post; its history holds both", posts.edit)
    step("edits the description of a picture in a post", posts.edit_picture)
    step("deletes and redrafts: text and picture come back", posts.redraft)
    step("pins a post to the profile", posts.pin)
    step("pages through home and back by the Link header", posts.page)
    step("finds a friend at another instance by handle", posts.find)
    step("they follow each other; the patient is notified", posts.follow)
    step("a reply chain goes back and forth between the instances", posts.chain)
    step("the friend boosts and favourites; the post shows who did", posts.be_liked)
    step("the friend quotes; the quote is accepted and shown", posts.be_quoted)
    step("favourites, bookmarks and boosts the friend's post, and takes it back", posts.like)
    step("asks in a poll; the friend votes from the other instance", posts.vote)
    step("writes in private; the conversation is unread, then read", posts.whisper)
