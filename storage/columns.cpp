#include "storage/columns.hpp"

#include "storage/base/json.hpp"
#include "storage/sealed.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rounds::storage {

namespace {

std::vector<ProfileField> read_fields(std::string_view text)
{
    std::vector<ProfileField> fields;
    const auto parsed = json::parse(text); // our own column: anything but an array of objects is a bug
    for (const auto& value : parsed.as_array()) {
        const auto& object = value.as_object();
        fields.push_back(
            {.name = std::string(string_at(object, "name")),
             .value = std::string(string_at(object, "value")),
             .source = std::string(string_at(object, "source")),
             .verified_at = parse_iso8601(string_at(object, "verified_at"))}
        );
    }
    return fields;
}

} // namespace

std::string fields_to_json(const std::vector<ProfileField>& fields)
{
    json::array array;
    for (const auto& field : fields) {
        json::object object{{"name", field.name}, {"value", field.value}, {"source", field.source}};
        if (field.verified_at) object["verified_at"] = to_iso8601(*field.verified_at);
        array.push_back(std::move(object));
    }
    return json::serialize(array);
}

Account read_account(ColumnReader& in)
{
    return Account{
        .id = in.next<AccountId>(),
        .username = in.next<std::string>(),
        .domain = in.next<std::optional<std::string>>(),
        .uri = in.next<std::string>(),
        .url = in.next<std::string>(),
        .actor_type = in.next<std::string>(),
        .display_name = in.next<std::string>(),
        .note = in.next<std::string>(),
        .note_source = in.next<std::string>(),
        .fields = read_fields(in.next<std::string>()),
        .avatar_url = in.next<std::string>(),
        .header_url = in.next<std::string>(),
        .locked = in.next<bool>(),
        .bot = in.next<bool>(),
        .discoverable = in.next<bool>(),
        .indexable = in.next<bool>(),
        .inbox_url = in.next<std::string>(),
        .shared_inbox_url = in.next<std::optional<std::string>>(),
        .outbox_url = in.next<std::optional<std::string>>(),
        .followers_url = in.next<std::optional<std::string>>(),
        .following_url = in.next<std::optional<std::string>>(),
        .featured_url = in.next<std::optional<std::string>>(),
        .moderators_url = in.next<std::optional<std::string>>(),
        .also_known_as = in.next<std::vector<std::string>>(),
        .moved_to_uri = in.next<std::optional<std::string>>(),
        .remote_followers_count = in.next<std::optional<std::int64_t>>(),
        .remote_following_count = in.next<std::optional<std::int64_t>>(),
        .remote_statuses_count = in.next<std::optional<std::int64_t>>(),
        .suspended_at = in.next<std::optional<Time>>(),
        .silenced_at = in.next<std::optional<Time>>(),
        .deleted_at = in.next<std::optional<Time>>(),
        .fetched_at = in.next<std::optional<Time>>(),
        .published_at = in.next<std::optional<Time>>(),
        .created_at = in.next<Time>(),
        .updated_at = in.next<Time>(),
        .avatar_description = in.next<std::string>(),
        .header_description = in.next<std::string>(),
        .attribution_domains = in.next<std::vector<std::string>>(),
        .show_media = in.next<bool>(),
        .show_media_replies = in.next<bool>(),
        .show_featured = in.next<bool>(),
    };
}

Status read_status(ColumnReader& in, Transaction& tx)
{
    Status status{
        .id = in.next<StatusId>(),
        .uri = in.next<std::string>(),
        .url = in.next<std::optional<std::string>>(),
        .account = in.next<AccountId>(),
        .object_type = in.next<std::string>(),
        .visibility = static_cast<Visibility>(in.next<int>()),
        .local = in.next<bool>(),
        .in_reply_to = in.next<std::optional<StatusId>>(),
        .in_reply_to_account = in.next<std::optional<AccountId>>(),
        .in_reply_to_uri = in.next<std::optional<std::string>>(),
        .reblog_of = in.next<std::optional<StatusId>>(),
        .conversation = in.next<std::optional<ConversationId>>(),
        .audience = in.next<std::optional<AccountId>>(),
        .title = in.next<std::string>(),
        .spoiler_text = in.next<std::string>(),
        .sensitive = in.next<bool>(),
        .content = in.next<std::string>(),
        .source = in.next<std::optional<std::string>>(),
        .language = in.next<std::optional<std::string>>(),
        .app = in.next<std::optional<AppId>>(),
        .version = in.next<int>(),
        .created_at = in.next<Time>(),
        .edited_at = in.next<std::optional<Time>>(),
        .deleted_at = in.next<std::optional<Time>>(),
        .quote_policy = QuotePolicy::of(in.next<int>()),
    };
    if (status.visibility != Visibility::direct) return status;
    const auto open = [&](std::string& text, std::string_view column) {
        text = sealed::open(tx, std::move(text), sealed::status_context(status.id, column));
    };
    open(status.title, "title");
    open(status.spoiler_text, "spoiler_text");
    open(status.content, "content");
    if (status.source) open(*status.source, "source");
    return status;
}

Card read_card(ColumnReader& in)
{
    return Card{
        .url = in.next<std::string>(),
        .title = in.next<std::string>(),
        .description = in.next<std::string>(),
        .language = in.next<std::string>(),
        .author_name = in.next<std::string>(),
        .provider_name = in.next<std::string>(),
        .published_at = in.next<std::optional<Time>>()
    };
}

Media read_media(ColumnReader& in, Transaction& tx)
{
    Media media{
        .id = in.next<MediaId>(),
        .kind = in.next<std::string>(),
        .media_type = in.next<std::string>(),
        .remote_url = in.next<std::optional<std::string>>(),
        .description = in.next<std::string>(),
        .blurhash = in.next<std::optional<std::string>>(),
        .width = in.next<std::optional<int>>(),
        .height = in.next<std::optional<int>>(),
        .focus_x = in.next<std::optional<double>>(),
        .focus_y = in.next<std::optional<double>>(),
        .state = in.next<std::string>(),
        .failure = in.next<std::optional<std::string>>(),
        .file_key = in.next<std::optional<std::string>>(),
        .preview_key = in.next<std::optional<std::string>>(),
        .preview_width = in.next<std::optional<int>>(),
        .preview_height = in.next<std::optional<int>>(),
        .duration = in.next<std::optional<double>>(),
        .frame_rate = in.next<std::optional<double>>(),
        .bitrate = in.next<std::optional<int>>(),
        .access_key = in.next<std::string>(),
    };
    media.description = sealed::open(tx, std::move(media.description), sealed::media_context);
    return media;
}

} // namespace rounds::storage
