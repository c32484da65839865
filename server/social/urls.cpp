#include "server/social/verbs.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/url.hpp"

namespace rounds::social {

Urls::Urls(std::string base) : base_(std::move(base))
{
    while (base_.ends_with('/')) base_.pop_back();
    const auto scheme = base_.find("://");
    domain_ = scheme == std::string::npos ? base_ : base_.substr(scheme + 3);
}

std::string Urls::actor(const Account& account) const
{
    if (account.actor_type == "Application") return base_ + "/actor";
    return base_ + (account.group() ? "/groups/" : "/users/") + account.username;
}

std::string Urls::profile_page(const Account& account) const
{
    return base_ + "/@" + account.username;
}

std::string Urls::status(const Account& author, StatusId id) const
{
    return actor(author) + "/statuses/" + to_string(id);
}

std::string Urls::status_page(const Account& author, StatusId id) const
{
    return profile_page(author) + '/' + to_string(id);
}

std::string Urls::activity(const Account& author, std::string_view kind, std::string_view id) const
{
    std::string url = actor(author) + "/activities/";
    url += kind;
    url += '/';
    url += id;
    return url;
}

std::string Urls::quote_stamp(const Account& quoted_author, StatusId quoting) const
{
    return actor(quoted_author) + "/quote_authorizations/" + to_string(quoting);
}

std::string Urls::chat(ChatId id) const
{
    return base_ + "/chats/" + to_string(id);
}

std::string Urls::summary(SummaryId id) const
{
    return base_ + "/summaries/" + to_string(id);
}

std::string Urls::summary_page(SummaryId id) const
{
    return base_ + "/s/" + to_string(id);
}

std::string Urls::collections(const Account& owner) const
{
    return actor(owner) + "/collections";
}

std::string Urls::collection(const Account& owner, CollectionId id) const
{
    return collections(owner) + '/' + to_string(id);
}

std::string Urls::collection_page(CollectionId id) const
{
    return base_ + "/collections/" + to_string(id);
}

std::string Urls::collection_item(const Account& owner, CollectionId collection, CollectionItemId id) const
{
    return this->collection(owner, collection) + "/items/" + to_string(id);
}

std::string Urls::feature_stamp(const Account& featured, CollectionItemId id) const
{
    return actor(featured) + "/feature_authorizations/" + to_string(id);
}

std::string Urls::tag(std::string_view name) const
{
    return base_ + "/tags/" + percent_encode(name);
}

std::string Urls::asset(std::string_view path) const
{
    return base_ + "/assets/" + std::string(path);
}

std::string Urls::media(std::string_view key) const
{
    return base_ + "/media/" + std::string(key);
}

std::string Urls::shown(const storage::Media& media) const
{
    if (media.file_key) return this->media(*media.file_key);
    if (!media.remote_url || media.kind == "unknown") return {};
    return base_ + "/media/remote/" + media.access_key;
}

std::string Urls::shown_small(const storage::Media& media) const
{
    if (media.preview_key) return this->media(*media.preview_key);
    if (!media.remote_url || media.kind == "unknown" || media.kind == "audio") return {};
    return base_ + "/media/remote/" + media.access_key + "/small";
}

std::string picture_version(std::string_view url)
{
    return crypto::to_hex(crypto::sha256(url)).substr(0, 16);
}

std::string Urls::shown(const Account& account, Picture picture) const
{
    const bool avatar = picture == Picture::avatar;
    const auto& url = avatar ? account.avatar_url : account.header_url;
    if (url.empty()) return asset(avatar ? "avatar.png" : "header.png");
    if (account.local()) return url;
    const auto* kind = avatar ? "/media/remote/avatars/" : "/media/remote/headers/";
    return base_ + kind + to_string(account.id) + '/' + picture_version(url);
}

} // namespace rounds::social
