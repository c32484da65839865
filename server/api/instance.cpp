#include "server/entities/instance.hpp"
#include "server/api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/app/config.hpp"
#include "server/entities/account.hpp"
#include "server/entities/custom_emoji.hpp"
#include "server/media/format/format.hpp"
#include "server/social/sign_up.hpp"
#include "storage/base/text.hpp"
#include "storage/instance.hpp"
#include "storage/personal.hpp"

namespace rounds::api {
namespace {

std::optional<storage::AccountView> contact_account(Transaction& tx, const std::string& name)
{
    if (name.empty()) return std::nullopt;
    const auto account = storage::accounts::find_by_handle(tx, name, std::nullopt);
    if (!account) return std::nullopt;
    auto view = storage::accounts::view(tx, account->id);
    if (!view) return std::nullopt;
    return std::move(*view);
}

entities::InstanceView::Media media_limits(const app::Config::Media& config)
{
    entities::InstanceView::Media limits;
    for (const auto type : media::taken_types()) limits.types.emplace_back(type);
    limits.attachments = config.attachments;
    limits.description_characters = config.description_characters;
    limits.image_bytes = config.image_bytes;
    limits.video_bytes = config.video_bytes;
    limits.image_pixels = config.image_pixels;
    limits.video_pixels = config.video_pixels;
    limits.video_frame_rate = config.video_frame_rate;
    return limits;
}

entities::InstanceView::Registrations registrations_of(const app::App& app)
{
    using enum social::SignUpMode;
    const auto mode = social::parse_sign_up_mode(app.config.accounts.sign_up);
    entities::InstanceView::Registrations registrations;
    registrations.enabled = mode == approval || mode == open;
    registrations.approval_required = mode == approval;
    registrations.invitations = mode == invitation;
    if (mode != closed) registrations.sign_up_page = app.urls.base() + "/auth/sign_up";
    return registrations;
}

entities::InstanceView describe(const app::App& app, const State::Figures& figures, const entities::Site& site)
{
    const auto& config = app.config;
    entities::InstanceView view;
    view.domain = config.instance.domain;
    view.base = app.urls.base();
    view.title = config.instance.title;
    view.description = config.instance.description;
    view.email = config.instance.contact_email;
    view.thumbnail = app.urls.asset("header.png");
    view.languages = config.instance.languages;
    view.rules = config.instance.rules;
    view.vapid_public_key = app.api->vapid_public_key();
    view.max_characters = config.limits.status_characters;
    view.max_pinned = storage::personal::max_pins;
    view.max_featured_tags = config.limits.featured_tags;
    view.poll_options = config.limits.poll_options;
    view.poll_option_characters = config.limits.poll_option_characters;
    view.poll_shortest_s = config.limits.poll_shortest_s;
    view.poll_longest_s = config.limits.poll_longest_s;
    view.media = media_limits(config.media);
    view.limited_federation = config.federation.mode != "open";
    view.registrations = registrations_of(app);
    view.users = figures.counts.users;
    view.statuses = figures.counts.local_statuses;
    view.domains = figures.counts.known_domains;
    view.active_month = figures.counts.active_month;
    if (figures.contact) view.contact_account = entities::account(*figures.contact, site);
    return view;
}

/// Counting is slow on a large instance, so the figures may be some minutes old.
asio::awaitable<entities::InstanceView> view_of_instance(Context& ctx)
{
    auto& app = ctx.app();
    auto figures = app.api->figures();
    if (!figures) {
        State::Figures counted;
        co_await app.db.transact([&](Transaction& tx) {
            counted.counts = storage::accounts::instance_figures(tx);
            counted.contact = contact_account(tx, app.config.instance.contact_account);
        });
        app.api->keep_figures(counted);
        figures = counted;
    }
    co_return describe(app, *figures, *app.api->site());
}

/// With whom a hospital speaks tells where its patients are treated: that is for people here. Where federation is open
/// it is no secret (Mastodon's limited federation keeps the list back in the same way), unless a network here is about
/// a condition that one may not want to be connected with.
bool is_told_peers(const Context& ctx, Transaction& tx)
{
    if (ctx.viewer_id()) return true;
    return ctx.app().config.federation.mode == "open" && !storage::instance::has_sensitive_network(tx);
}

std::string day_seconds(Time time)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

} // namespace

/// GET /api/v2/instance
Answer show_instance(Context& ctx)
{
    const auto view = co_await view_of_instance(ctx);
    co_return http::json_response(entities::instance(view));
}

/// GET /api/v1/instance
Answer show_v1_instance(Context& ctx)
{
    const auto view = co_await view_of_instance(ctx);
    co_return http::json_response(entities::v1_instance(view));
}

/// GET /api/v1/instance/peers: domains that accounts here are known from, for who is_told_peers.
Answer list_peers(Context& ctx)
{
    constexpr int most = 10'000;
    const auto domains = co_await ctx.app().db.read([&](Transaction& tx) -> result<std::vector<std::string>> {
        if (!is_told_peers(ctx, tx)) return errc::unauthorized;
        return storage::instance::known_domains(tx, most);
    });
    if (!domains) co_return fail(domains.error());
    json::array list;
    for (const auto& domain : *domains) list.push_back(json::value(domain));
    co_return http::json_response(list);
}

/// GET /api/v1/peers/search?q=: servers whose name begins so, for who completes a handle.
Answer search_peers(Context& ctx)
{
    constexpr int most = 10;
    const auto beginning = text::to_lower(text::trim(ctx.params().text_or("q", "")));
    const auto domains = co_await ctx.app().db.read([&](Transaction& tx) -> result<std::vector<std::string>> {
        if (!is_told_peers(ctx, tx)) return errc::unauthorized;
        if (beginning.empty()) return std::vector<std::string>{};
        return storage::instance::domains_beginning_with(tx, beginning, most);
    });
    if (!domains) co_return fail(domains.error());
    json::array list;
    for (const auto& domain : *domains) list.emplace_back(domain);
    co_return http::json_response(list);
}

/// GET /api/v1/instance/activity: twelve weeks, the present one first.
Answer show_activity(Context& ctx)
{
    const auto weeks = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::instance::activity(tx, ctx.app().clock.now());
    });
    json::array list;
    for (const auto& week : weeks) {
        json::object o;
        o["week"] = day_seconds(week.begins);
        o["statuses"] = std::to_string(week.statuses);
        o["logins"] = std::to_string(week.logins);
        o["registrations"] = std::to_string(week.registrations);
        list.push_back(std::move(o));
    }
    co_return http::json_response(list);
}

/// GET /api/v1/instance/rules
Answer list_rules(Context& ctx)
{
    co_return http::json_response(entities::rules(ctx.app().config.instance.rules));
}

/// GET /api/v1/instance/extended_description
Answer show_extended_description(Context& ctx)
{
    const auto& instance = ctx.app().config.instance;
    std::string html = "<p>" + text::escape_html(instance.description) + "</p>";
    if (!instance.organisation.empty()) html += "<p>" + text::escape_html(instance.organisation) + "</p>";
    json::object o;
    o["updated_at"] = to_iso8601(ctx.app().api->started_at());
    o["content"] = html;
    co_return http::json_response(o);
}

/// GET /api/v1/instance/domain_blocks, for people of this instance only.
Answer list_domain_restrictions(Context& ctx)
{
    const auto all =
        co_await ctx.app().db.transact([](Transaction& tx) { return storage::instance::restrictions(tx); });
    json::array list;
    for (const auto& one : all) {
        json::object o;
        o["domain"] = one.domain;
        o["digest"] = crypto::to_hex(crypto::sha256(one.domain));
        o["severity"] = one.policy == "block" ? "suspend" : "silence";
        o["comment"] = one.reason;
        list.push_back(std::move(o));
    }
    co_return http::json_response(list);
}

/// GET /api/v1/instance/languages
Answer list_languages(Context&)
{
    co_return http::json_response(entities::language_names());
}

/// GET /api/v1/instance/translation_languages: from which languages to which; posts are not translated here.
Answer list_translation_languages(Context&)
{
    co_return http::json_response(json::object{});
}

/// GET /.well-known/change-password (W3C): where people look after their password.
Answer change_password(Context& ctx)
{
    co_return http::redirect(ctx.app().urls.base() + "/settings");
}

/// GET /api/v1/custom_emojis
Answer list_custom_emojis(Context& ctx)
{
    const auto site = ctx.app().api->site();
    json::array list;
    for (const auto& emoji : site->emojis) list.push_back(entities::custom_emoji(emoji, *site));
    co_return http::json_response(list);
}

/// GET /assets/emoji/:shortcode
Answer show_emoji_image(Context& ctx)
{
    const auto shortcode = ctx.path_text("shortcode");
    auto image =
        co_await ctx.app().db.transact([&](Transaction& tx) { return storage::emojis::find_image(tx, shortcode); });
    if (!image) co_return fail(image.error());
    Response response;
    response.content_type = image->media_type;
    response.body = std::move(image->content);
    response.compressible = false;
    response.headers.set("Cache-Control", "public, max-age=86400");
    response.headers.set("X-Content-Type-Options", "nosniff");
    co_return response;
}

} // namespace rounds::api
