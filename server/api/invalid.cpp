#include "server/api/invalid.hpp"

#include <string>

namespace rounds::api {
namespace {

const char* text_of(invalid code) noexcept
{
    switch (code) {
    case invalid::text_blank:
        return "Validation failed: Text can't be blank";
    case invalid::text_too_long:
        return "Validation failed: Text character limit exceeded";
    case invalid::too_many_mentions:
        return "Validation failed: Text mentions too many accounts";
    case invalid::poll_too_few:
        return "Validation failed: Options must have more than one item";
    case invalid::poll_too_many:
        return "Validation failed: Options contain too many items";
    case invalid::poll_option_long:
        return "Validation failed: Options contain an item that is too long";
    case invalid::poll_option_twice:
        return "Validation failed: Options contain duplicate items";
    case invalid::poll_too_short:
        return "Validation failed: Expires at is too soon";
    case invalid::poll_too_long:
        return "Validation failed: Expires at is too far into the future";
    case invalid::poll_ended:
        return "Validation failed: The poll has already ended";
    case invalid::poll_own:
        return "Validation failed: You cannot vote in your own polls";
    case invalid::poll_voted:
        return "Validation failed: You have already voted on this poll";
    case invalid::poll_choice:
        return "Validation failed: The chosen vote option does not exist";
    case invalid::scheduled_at:
        return "Validation failed: Scheduled at is not a date and time";
    case invalid::scheduled_too_soon:
        return "Validation failed: Scheduled at must be at least five minutes in the future";
    case invalid::scheduled_limit:
        return "Validation failed: You have exceeded the limit of scheduled posts";
    case invalid::media_too_many:
        return "Validation failed: Cannot attach more files than this server takes in one post";
    case invalid::media_not_found:
        return "Validation failed: Media not found or already attached to another post";
    case invalid::media_not_ready:
        return "Validation failed: Cannot attach files that have not finished processing. Try again in a moment!";
    case invalid::media_mixed:
        return "Validation failed: Cannot attach a video to a post that already contains images";
    case invalid::media_in_use:
        return "Validation failed: Media attachment is currently used by a status";
    case invalid::visibility:
        return "Validation failed: Visibility is not included in the list";
    case invalid::language:
        return "Validation failed: Language is not a language code";
    case invalid::key_reused:
        return "Validation failed: Idempotency-Key was used for another request";
    case invalid::quote_denied:
        return "Validation failed: The quoted post cannot be quoted by you, or not in a post with this visibility";
    case invalid::quote_policy:
        return "Validation failed: Quote approval policy is not included in the list";
    case invalid::quote_with_files:
        return "Validation failed: Cannot attach files or a poll to a post that quotes another one";
    case invalid::title_blank:
        return "Validation failed: Title can't be blank";
    case invalid::title_too_long:
        return "Validation failed: Title is too long";
    case invalid::replies_policy:
        return "Validation failed: Replies policy is not included in the list";
    case invalid::list_limit:
        return "Validation failed: You have reached the maximum number of lists or members";
    case invalid::list_member_twice:
        return "Validation failed: Account has already been taken";
    case invalid::filter_context:
        return "Validation failed: None or invalid context supplied";
    case invalid::filter_action:
        return "Validation failed: Filter action is not included in the list";
    case invalid::filter_limit:
        return "Validation failed: You have reached the maximum number of filters or keywords";
    case invalid::keyword_blank:
        return "Validation failed: Keyword can't be blank";
    case invalid::phrase_blank:
        return "Validation failed: Phrase can't be blank";
    case invalid::featured_limit:
        return "Validation failed: You have already featured the maximum number of hashtags";
    case invalid::endorse_stranger:
        return "Validation failed: You must be already following the person you want to endorse";
    case invalid::reaction:
        return "Validation failed: Name is not a recognized emoji";
    case invalid::reaction_limit:
        return "Validation failed: Limit of different reactions reached";
    case invalid::pin_limit:
        return "Validation failed: You have already pinned the maximum number of posts";
    case invalid::pin_not_own:
        return "Validation failed: Someone else's post cannot be pinned";
    case invalid::pin_visibility:
        return "Validation failed: Posts that are only visible to mentioned users cannot be pinned";
    case invalid::display_name:
        return "Validation failed: Display name is too long";
    case invalid::note:
        return "Validation failed: Note is too long";
    case invalid::fields:
        return "Validation failed: Fields are too many or too long";
    case invalid::picture_description:
        return "Validation failed: Descriptions of pictures are too long";
    case invalid::attribution_domains:
        return "Validation failed: Attribution domains are too many or no domain names";
    case invalid::self:
        return "Validation failed: You cannot do this to yourself";
    case invalid::domain:
        return "Validation failed: Domain is not a valid domain name";
    case invalid::tag:
        return "Validation failed: Tag is invalid";
    case invalid::marker:
        return "Validation failed: Last read is not an id";
    case invalid::query:
        return "Validation failed: Query can't be blank";
    case invalid::expand_accounts:
        return "Validation failed: Expand accounts is neither full nor partial_avatars";
    case invalid::notification_policy:
        return "Validation failed: Policy is neither accept, filter nor drop";
    case invalid::push_endpoint:
        return "Validation failed: Endpoint is not the address of a push service that this server may use";
    case invalid::push_keys:
        return "Validation failed: P256dh and auth are not keys of a push subscription";
    case invalid::push_policy:
        return "Validation failed: Policy is neither all, followed, follower nor none";
    case invalid::report_category:
        return "Validation failed: Category is not included in the list";
    case invalid::report_rules:
        return "Validation failed: Rule ids does not reference valid rules";
    case invalid::report_statuses:
        return "Validation failed: Status ids are too many";
    case invalid::comment_too_long:
        return "Validation failed: Comment is too long (maximum is 1000 characters)";
    }
    return "Validation failed";
}

class Category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "rounds.api"; }
    [[nodiscard]] std::string message(int code) const override { return text_of(static_cast<invalid>(code)); }
};

} // namespace

const boost::system::error_category& invalid_category() noexcept
{
    static const Category category;
    return category;
}

boost::system::error_code make_error_code(invalid code) noexcept
{
    return {static_cast<int>(code), invalid_category()};
}

} // namespace rounds::api
