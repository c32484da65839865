#pragma once

#include "storage/model/account.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"
#include "storage/sql_text.hpp"

// The columns of the rows that many statements return, each beside its reader. The reader takes them by position: the
// two change together.

namespace rounds::storage {

/// Takes the columns of a row one after another.
class ColumnReader
{
public:
    explicit ColumnReader(const Row& row, std::size_t first = 0) noexcept : row_(row), next_(first) {}
    template <class T> [[nodiscard]] T next() { return row_.at(next_++).template as<T>(); }
    void skip(std::size_t columns) noexcept { next_ += columns; }
    [[nodiscard]] bool next_is_null() const { return row_.at(next_).is_null(); }

private:
    Row row_;
    std::size_t next_;
};

/// Of `accounts a`.
inline constexpr SqlText account_columns{
    "a.id, a.username, a.domain, a.uri, a.url, a.actor_type, a.display_name, a.note, a.note_source, a.fields,"
    " a.avatar_url, a.header_url, a.locked, a.bot, a.discoverable, a.indexable, a.inbox_url, a.shared_inbox_url,"
    " a.outbox_url, a.followers_url, a.following_url, a.featured_url, a.moderators_url, a.also_known_as,"
    " a.moved_to_uri, a.remote_followers_count, a.remote_following_count, a.remote_statuses_count, a.suspended_at,"
    " a.silenced_at, a.deleted_at, a.fetched_at, a.published_at, a.created_at, a.updated_at, a.avatar_description,"
    " a.header_description, a.attribution_domains, a.show_media, a.show_media_replies, a.show_featured"
};
[[nodiscard]] Account read_account(ColumnReader& in);
/// The value of accounts.fields.
[[nodiscard]] std::string fields_to_json(const std::vector<ProfileField>& fields);

/// Of `statuses s`.
inline constexpr SqlText status_columns{
    "s.id, s.uri, s.url, s.account_id, s.object_type, s.visibility, s.local, s.in_reply_to_id,"
    " s.in_reply_to_account_id, s.in_reply_to_uri, s.reblog_of_id, s.conversation_id, s.audience_account_id, s.title,"
    " s.spoiler_text, s.sensitive OR (SELECT x.sensitized_at IS NOT NULL FROM accounts x WHERE x.id = s.account_id),"
    " s.content, s.source, s.language, s.app_id, s.version, s.created_at, "
    "s.edited_at,"
    " s.deleted_at, s.quote_policy"
};
/// Opens what is sealed.
[[nodiscard]] Status read_status(ColumnReader& in, Transaction& tx);

/// url, title, description, language, author_name, provider_name and published_at of `preview_cards`.
[[nodiscard]] Card read_card(ColumnReader& in);
/// Of `media_attachments m`.
inline constexpr SqlText media_columns{
    "m.id, m.kind, m.media_type, m.remote_url, m.description, m.blurhash, m.width, m.height, m.focus_x, m.focus_y,"
    " m.state, m.failure, m.file_key, m.preview_key, m.preview_width, m.preview_height, m.duration, m.frame_rate,"
    " m.bitrate, m.access_key"
};
[[nodiscard]] Media read_media(ColumnReader& in, Transaction& tx);

} // namespace rounds::storage
