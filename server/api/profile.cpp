#include "server/api/handlers.hpp"
#include "server/api/media_form.hpp"
#include "server/api/people.hpp"
#include "server/api/wake.hpp"
#include "server/app/guarded.hpp"
#include "server/entities/account.hpp"
#include "server/entities/preferences.hpp"
#include "server/media/service.hpp"
#include "server/social/doors.hpp"
#include "server/social/outbox.hpp"
#include "server/social/quotes.hpp"
#include "server/social/text/format.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::api {
namespace {

constexpr std::size_t max_display_name = 30;
constexpr std::string_view keep_a_pseudonym =
    "Validation failed: Choose another name that is not your full name: you take part in a network that protects its "
    "people, or the moderators asked for a pseudonym.";
constexpr std::size_t max_note = 500;
constexpr std::size_t max_fields = 4;
constexpr std::size_t max_field = 255;
constexpr std::size_t max_description = 1500; // of a picture, as of a file
constexpr std::size_t max_attribution_domains = 10;

/// What PATCH update_credentials and PATCH profile may change, but for the pictures.
struct ProfileForm
{
    std::optional<std::string> display_name;
    std::optional<std::string> note;
    std::optional<bool> locked;
    std::optional<bool> bot;
    std::optional<bool> discoverable;
    std::optional<bool> indexable;
    std::optional<std::vector<storage::ProfileField>> fields;
    std::optional<int> visibility;
    std::optional<bool> sensitive;
    std::optional<std::string> language;
    std::optional<std::string> quote_policy;
    std::optional<std::string> avatar_description;
    std::optional<std::string> header_description;
    std::optional<std::vector<std::string>> attribution_domains;
    std::optional<bool> show_media;
    std::optional<bool> show_media_replies;
    std::optional<bool> show_featured;

    static result<ProfileForm> from(const http::Params& params);
};

result<std::vector<storage::ProfileField>> fields_from(const http::Params& params)
{
    std::vector<storage::ProfileField> fields;
    for (const auto& one : params.objects("fields_attributes")) {
        storage::ProfileField field;
        field.name = one.text_or("name", "");
        field.source = one.text_or("value", "");
        if (text::count_code_points(field.name) > max_field || text::count_code_points(field.source) > max_field)
            return invalid::fields;
        const bool link = field.source.starts_with("https://") || field.source.starts_with("http://");
        field.value =
            link && parse_url(field.source) ? text::format_link(field.source, "me") : text::escape_html(field.source);
        if (!field.name.empty() || !field.source.empty()) fields.push_back(std::move(field));
    }
    if (fields.size() > max_fields) return invalid::fields;
    return fields;
}

/// Names of sites, as people paste them: with a scheme, a path or capitals.
result<std::vector<std::string>> domains_from(const http::Params& params)
{
    std::vector<std::string> domains;
    for (const auto& given : params.texts("attribution_domains")) {
        const auto trimmed = text::to_lower(text::trim(given));
        if (trimmed.empty()) continue; // how a form says: none
        const auto url = parse_url(trimmed.find("://") == std::string::npos ? "https://" + trimmed : trimmed);
        if (!url || url->host.find('.') == std::string::npos) return invalid::attribution_domains;
        if (std::ranges::find(domains, url->host) == domains.end()) domains.push_back(url->host);
    }
    if (domains.size() > max_attribution_domains) return invalid::attribution_domains;
    return domains;
}

result<void> read_newer(const http::Params& params, ProfileForm& form)
{
    form.avatar_description = params.text("avatar_description");
    form.header_description = params.text("header_description");
    for (const auto* description : {&form.avatar_description, &form.header_description})
        if (*description && text::count_code_points(**description) > max_description)
            return invalid::picture_description;
    if (params.has("attribution_domains")) {
        auto domains = domains_from(params);
        if (!domains) return domains.error();
        form.attribution_domains = std::move(*domains);
    }
    form.show_media = params.flag("show_media");
    form.show_media_replies = params.flag("show_media_replies");
    form.show_featured = params.flag("show_featured");
    form.quote_policy = params.object("source").text("quote_policy");
    if (form.quote_policy && !social::quote_policy_from(*form.quote_policy)) return invalid::quote_policy;
    return {};
}

result<ProfileForm> ProfileForm::from(const http::Params& params)
{
    ProfileForm form;
    form.display_name = params.text("display_name");
    form.note = params.text("note");
    if (form.display_name && text::count_code_points(*form.display_name) > max_display_name)
        return invalid::display_name;
    if (form.note && text::count_code_points(*form.note) > max_note) return invalid::note;
    form.locked = params.flag("locked");
    form.bot = params.flag("bot");
    form.discoverable = params.flag("discoverable");
    form.indexable = params.flag("indexable");
    if (params.has("fields_attributes")) {
        auto fields = fields_from(params);
        if (!fields) return fields.error();
        form.fields = std::move(*fields);
    }
    const auto source = params.object("source");
    if (const auto name = source.text("privacy")) {
        form.visibility = visibility_from(*name);
        if (!form.visibility || *form.visibility > 2) return invalid::visibility;
    }
    form.sensitive = source.flag("sensitive");
    form.language = source.text("language");
    if (form.language && !is_language(*form.language)) return invalid::language;
    if (const auto read = read_newer(params, form); !read) return read.error();
    return form;
}

void change(storage::Account& account, const ProfileForm& form, const social::Urls& urls)
{
    if (form.display_name) account.display_name = *form.display_name;
    if (form.note) {
        account.note_source = *form.note;
        account.note = form.note->empty() ? "" : text::format_post(*form.note, {}, urls.base(), urls.domain());
    }
    account.locked = form.locked.value_or(account.locked);
    account.bot = form.bot.value_or(account.bot);
    account.discoverable = form.discoverable.value_or(account.discoverable);
    account.indexable = form.indexable.value_or(account.indexable);
    if (form.fields) account.fields = *form.fields;
    account.avatar_description = form.avatar_description.value_or(account.avatar_description);
    account.header_description = form.header_description.value_or(account.header_description);
    account.attribution_domains = form.attribution_domains.value_or(account.attribution_domains);
    account.show_media = form.show_media.value_or(account.show_media);
    account.show_media_replies = form.show_media_replies.value_or(account.show_media_replies);
    account.show_featured = form.show_featured.value_or(account.show_featured);
}

void change(storage::User& user, const ProfileForm& form)
{
    user.default_visibility = form.visibility.value_or(user.default_visibility);
    user.default_sensitive = form.sensitive.value_or(user.default_sensitive);
    if (form.language) {
        user.default_language = *form.language;
        if (form.language->empty()) user.default_language.reset();
    }
    user.default_quote_policy = form.quote_policy.value_or(user.default_quote_policy);
}

/// The texts that strangers will read.
privacy::Submission texts_of(const ProfileForm& form)
{
    privacy::Submission submission;
    if (form.display_name) submission.pieces.push_back({"display_name", *form.display_name});
    if (form.note) submission.pieces.push_back({"note", *form.note});
    for (const auto* description : {&form.avatar_description, &form.header_description})
        if (*description) submission.pieces.push_back({"description", **description});
    if (form.fields)
        for (const auto& field : *form.fields) {
            submission.pieces.push_back({"field", field.name});
            submission.pieces.push_back({"field", field.source});
        }
    return submission;
}

result<json::object> own_account(Transaction& tx, AccountId id, const entities::Site& site)
{
    const auto view = storage::accounts::view(tx, id);
    if (!view) return view.error();
    const auto user = storage::accounts::find_user(tx, id);
    if (!user) return user.error();
    const auto requests = storage::graph::follow_requests(tx, id, {.limit = 100});
    auto o = entities::credential_account(*view, *user, static_cast<std::int64_t>(requests.size()), site);
    if (view->account.moved_to_uri) {
        auto whole = whole_account(tx, *view, site);
        if (auto* moved = whole.if_contains("moved")) o["moved"] = std::move(*moved);
    }
    return o;
}

/// Pictures that were made, and are to be the account's from now on. Nothing: as before; an empty key: none.
struct NewPictures
{
    std::optional<std::string> avatar;
    std::optional<std::string> header;
};

/// The key of a picture of ours; empty when it is none.
std::string key_of(const social::Urls& urls, const std::string& url)
{
    const auto prefix = urls.media("");
    return url.starts_with(prefix) ? url.substr(prefix.size()) : std::string{};
}

/// What showed the account before is removed at once: who takes a picture of themselves away wants it gone.
void change_picture(
    Transaction& tx, const social::Urls& urls, std::string& url, const std::optional<std::string>& key, Time now
)
{
    if (!key) return;
    if (auto before = key_of(urls, url); !before.empty()) storage::media::trash(tx, {before}, now);
    if (!key->empty()) storage::media::untrash(tx, {*key});
    url = key->empty() ? std::string{} : urls.media(*key);
}

/// A part that is sent without bytes means nothing, as when a form's file field is left empty.
asio::awaitable<result<std::optional<std::string>>> picture_from(Context& ctx, std::string_view field, media::Task task)
{
    auto bytes = file_of(ctx.params(), field);
    if (bytes.empty()) {
        // Not a file but a text: clients that send "data:" addresses are told.
        if (!ctx.params().text_or(field, "").empty()) co_return media::refused::type;
        co_return std::optional<std::string>{};
    }
    auto picture = co_await ctx.app().media->make_picture(task, std::move(bytes));
    if (!picture) co_return picture.error();
    co_return std::optional{std::move(picture->key)};
}

asio::awaitable<result<NewPictures>> pictures_from(Context& ctx)
{
    NewPictures pictures;
    auto avatar = co_await picture_from(ctx, "avatar", media::Task::avatar);
    if (!avatar) co_return avatar.error();
    auto header = co_await picture_from(ctx, "header", media::Task::header);
    if (!header) co_return header.error();
    pictures.avatar = std::move(*avatar);
    pictures.header = std::move(*header);
    co_return pictures;
}

/// Changes the account as the form and the pictures say, and tells the other servers. invalid_argument: it must keep a
/// pseudonym, or take one.
result<void> update(Transaction& tx, const Context& ctx, const ProfileForm& form, const NewPictures& pictures)
{
    auto account = storage::accounts::find(tx, ctx.account_id());
    if (!account) return account.error();
    auto user = storage::accounts::find_user(tx, ctx.account_id());
    if (!user) return user.error();
    const auto& urls = ctx.app().urls;
    const auto now = ctx.app().clock.now();
    const auto before = *account;
    change(*account, form, urls);
    // As on entering: a network that protects its people is not left open by a later name.
    if (form.display_name && !social::may_be_called(tx, *account)) return errc::invalid_argument;
    if (account->display_name != before.display_name && !social::settle_name(tx, before, *account))
        return errc::invalid_argument;
    change(*user, form);
    change_picture(tx, urls, account->avatar_url, pictures.avatar, now);
    change_picture(tx, urls, account->header_url, pictures.header, now);
    storage::accounts::update_profile(tx, *account);
    storage::accounts::update_user_preferences(tx, *user);
    social::say(
        tx,
        {.what = social::Say::profile_updated,
         .account = account->id,
         .target = std::nullopt,
         .status = std::nullopt,
         .text = {}}
    );
    return {};
}

result<json::object> own_profile(Transaction& tx, AccountId id, const entities::Site& site)
{
    const auto view = storage::accounts::view(tx, id);
    if (!view) return view.error();
    return entities::profile(*view, site);
}

/// What is answered: a CredentialAccount or a Profile.
using Describe = result<json::object> (*)(Transaction&, AccountId, const entities::Site&);

Answer apply(Context& ctx, const ProfileForm& form, const NewPictures& pictures, Describe describe = own_account)
{
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto updated = update(tx, ctx, form, pictures);
        if (!updated) return updated.error();
        return describe(tx, ctx.account_id(), *site);
    });
    if (!body && body.error() == errc::invalid_argument) co_return http::json_error(422, keep_a_pseudonym);
    if (!body) co_return fail(body.error());
    ctx.app().api->statuses.drop_author(ctx.account_id());
    wake_workers(ctx);
    co_return http::json_response(*body);
}

} // namespace

/// GET /api/v1/accounts/verify_credentials
Answer verify_credentials(Context& ctx)
{
    const auto site = ctx.app().api->site();
    const auto body =
        co_await ctx.app().db.transact([&](Transaction& tx) { return own_account(tx, ctx.account_id(), *site); });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

namespace {

Answer change_as_asked(Context& ctx, Describe describe)
{
    const auto form = ProfileForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    auto refused = co_await app::refuse_identifiers(ctx, texts_of(*form));
    if (refused) co_return std::move(*refused);
    const auto pictures = co_await pictures_from(ctx);
    if (!pictures) co_return fail(pictures.error());
    co_return co_await apply(ctx, *form, *pictures, describe);
}

} // namespace

/// PATCH /api/v1/accounts/update_credentials
Answer update_credentials(Context& ctx)
{
    return change_as_asked(ctx, own_account);
}

/// GET /api/v1/profile: all that its owner may edit, as typed.
Answer show_profile(Context& ctx)
{
    const auto site = ctx.app().api->site();
    const auto body =
        co_await ctx.app().db.read([&](Transaction& tx) { return own_profile(tx, ctx.account_id(), *site); });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// PATCH /api/v1/profile
Answer update_profile(Context& ctx)
{
    return change_as_asked(ctx, own_profile);
}

/// DELETE /api/v1/profile/avatar
Answer delete_avatar(Context& ctx)
{
    NewPictures pictures;
    pictures.avatar.emplace();
    const ProfileForm unchanged;
    co_return co_await apply(ctx, unchanged, pictures);
}

/// DELETE /api/v1/profile/header
Answer delete_header(Context& ctx)
{
    NewPictures pictures;
    pictures.header.emplace();
    const ProfileForm unchanged;
    co_return co_await apply(ctx, unchanged, pictures);
}

/// GET /api/v1/preferences
Answer show_preferences(Context& ctx)
{
    const auto user = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::accounts::find_user(tx, ctx.account_id());
    });
    if (!user) co_return fail(user.error());
    co_return http::json_response(entities::preferences(*user));
}

} // namespace rounds::api
