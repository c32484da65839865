#include "server/web/routes.hpp"

#include "server/web/assets.hpp"
#include "server/web/chat_desk.hpp"
#include "server/web/chat_form.hpp"
#include "server/web/collection.hpp"
#include "server/web/conditions.hpp"
#include "server/web/confirmation.hpp"
#include "server/web/directory.hpp"
#include "server/web/front.hpp"
#include "server/web/manifest.hpp"
#include "server/web/metrics.hpp"
#include "server/web/network.hpp"
#include "server/web/network_desk.hpp"
#include "server/web/network_moderation.hpp"
#include "server/web/password_reset.hpp"
#include "server/web/profile.hpp"
#include "server/web/questions.hpp"
#include "server/web/safety.hpp"
#include "server/web/second_factor.hpp"
#include "server/web/settings.hpp"
#include "server/web/settings_consents.hpp"
#include "server/web/settings_data.hpp"
#include "server/web/settings_delete.hpp"
#include "server/web/settings_keys.hpp"
#include "server/web/settings_log_in.hpp"
#include "server/web/settings_moving.hpp"
#include "server/web/settings_opened.hpp"
#include "server/web/settings_second_factor.hpp"
#include "server/web/settings_strikes.hpp"
#include "server/web/sign_in.hpp"
#include "server/web/sign_on.hpp"
#include "server/web/sign_up.hpp"
#include "server/web/summary.hpp"
#include "server/web/summary_edit.hpp"
#include "server/web/thread.hpp"

namespace rounds::web {
namespace {

using app::Auth;
using app::Rate;
using enum http::Method;

/// Large enough that a password beyond its limit is refused by name (400), not by size.
constexpr std::size_t form_bytes = 2U << 20;
constexpr std::size_t outbox_bytes = 9U << 20; // of an archive, and the form around it

constexpr app::Route table[] = {
    {get, "/", Auth::page, "", front, Rate::page},
    {get, "/about", Auth::page, "", about, Rate::page},
    {get, "/privacy", Auth::page, "", privacy, Rate::page},
    {get, "/about/processors", Auth::page, "", processors, Rate::page},
    {get, "/directory", Auth::page, "", directory, Rate::page},
    {get, "/@:name", Auth::page, "", profile, Rate::page},
    {get, "/@:name/questions", Auth::page, "", question_board, Rate::page},
    {get, "/@:name/metrics", Auth::page, "", network_metrics, Rate::page},
    {get, "/organisations/:domain", Auth::page, "", organisation_metrics, Rate::page},
    {get, "/questions/:id", Auth::page, "", question, Rate::page},
    {post, "/questions/:id/accept", Auth::session, "", accept_answer, Rate::page},
    {post, "/questions/:id/endorse", Auth::session, "", endorse_answer, Rate::page},
    {post, "/questions/:id/reopen", Auth::session, "", reopen_question, Rate::page},
    {post, "/questions/:id/propose", Auth::session, "", propose_question, Rate::page},
    {get, "/@:name/:id", Auth::page, "", thread, Rate::page},
    {get, "/tags/:name", Auth::page, "", tag, Rate::page},
    {get, "/conditions", Auth::page, "", find_condition, Rate::page},
    {get, "/conditions/:id", Auth::page, "", condition, Rate::page},
    {post, "/conditions/:id/follow", Auth::session, "", follow_condition, Rate::page},
    {post, "/conditions/:id/unfollow", Auth::session, "", unfollow_condition, Rate::page},
    {get, "/s/:id", Auth::page, "", summary, Rate::page},
    {post, "/s/:id/mark", Auth::session, "", mark_summary, Rate::page},
    {get, "/@:name/summaries", Auth::session, "", summary_desk, Rate::page},
    {post, "/@:name/summaries", Auth::session, "", draft_summary, Rate::page},
    {get, "/s/:id/edit", Auth::session, "", edit_summary, Rate::page},
    {post, "/s/:id/edit", Auth::session, "", save_summary, Rate::page, form_bytes},
    {post, "/s/:id/check", Auth::session, "", check_summary, Rate::page, form_bytes},
    {post, "/s/:id/step", Auth::session, "", step_summary, Rate::page},
    {get, "/s/:id/versions/:version/changes", Auth::page, "", summary_changes, Rate::page},
    {get, "/s/:id/versions", Auth::page, "", summary_versions, Rate::page},
    {get, "/s/:id/versions/:version", Auth::page, "", summary_version, Rate::page},
    {get, "/chats/:id/desk", Auth::session, "", chat_desk, Rate::page},
    {post, "/chats/:id/desk/prompt", Auth::session, "", desk_prompt, Rate::page},
    {post, "/chats/:id/desk/slow_mode", Auth::session, "", desk_slow_mode, Rate::page},
    {post, "/chats/:id/desk/pin", Auth::session, "", desk_pin, Rate::page},
    {post, "/chats/:id/desk/off_topic", Auth::session, "", desk_off_topic, Rate::page},
    {post, "/chats/:id/desk/let_in", Auth::session, "", desk_let_in, Rate::page},
    {post, "/chats/:id/desk/closing", Auth::session, "", desk_closing, Rate::page},
    {post, "/chats/:id/desk/on_call", Auth::session, "", desk_on_call, Rate::page},
    {get, "/chats/:id/edit", Auth::session, "", edit_chat_form, Rate::page},
    {post, "/chats/:id/edit", Auth::session, "", save_chat, Rate::page},
    {post, "/chats/:id/cancel", Auth::session, "", call_chat_off, Rate::page},
    {post, "/networks/:id/join", Auth::session, "", join_network, Rate::page},
    {post, "/networks/:id/leave", Auth::session, "", leave_network, Rate::page},
    {get, "/networks/:id/desk", Auth::session, "", network_desk, Rate::page},
    {post, "/networks/:id/desk/settings", Auth::session, "", change_network_settings, Rate::page},
    {post, "/networks/:id/desk/requests", Auth::session, "", decide_join_request, Rate::page},
    {post, "/networks/:id/desk/roles", Auth::session, "", change_network_role, Rate::page},
    {post, "/networks/:id/desk/library", Auth::session, "", add_network_resource, Rate::page},
    {post, "/networks/:id/desk/library/:resource", Auth::session, "", change_network_resource, Rate::page},
    {get, "/networks/:id/desk/moderation", Auth::session, "", network_moderation, Rate::page},
    {post, "/networks/:id/desk/bans", Auth::session, "", change_network_ban, Rate::page},
    {post, "/networks/:id/desk/posts", Auth::session, "", change_network_post, Rate::page},
    {post, "/networks/:id/desk/retract", Auth::session, "", retract_network_summary, Rate::page},
    {post, "/networks/:id/desk/series/:series/end", Auth::session, "", end_network_series, Rate::page},
    {get, "/networks/:id/chats/new", Auth::session, "", new_chat_form, Rate::page},
    {post, "/networks/:id/chats/new", Auth::session, "", plan_new_chat, Rate::page},
    {get, "/networks/:id/series/new", Auth::session, "", new_series_form, Rate::page},
    {post, "/networks/:id/series/new", Auth::session, "", start_new_series, Rate::page},
    {post, "/chats/:id/interests", Auth::session, "", chat_interests, Rate::page},
    {get, "/settings", Auth::session, "", settings, Rate::page},
    {post, "/settings/apps/:id/revoke", Auth::session, "", revoke_app, Rate::page},
    {post, "/settings/sessions/end", Auth::session, "", end_sessions, Rate::page},
    {post, "/settings/sessions/:id/end", Auth::session, "", end_session, Rate::page},
    {get, "/settings/password", Auth::session, "", password_form, Rate::page},
    {post, "/settings/password", Auth::session, "", change_password, Rate::page, form_bytes},
    {get, "/settings/email", Auth::session, "", email_form, Rate::page},
    {post, "/settings/email", Auth::session, "", change_email, Rate::mail},
    {get, "/settings/second_factor", Auth::session, "", factor_page, Rate::page},
    {post, "/settings/second_factor", Auth::session, "", begin_factor, Rate::page},
    {post, "/settings/second_factor/confirm", Auth::session, "", confirm_factor, Rate::page},
    {post, "/settings/second_factor/codes", Auth::session, "", new_recovery_codes, Rate::page},
    {post, "/settings/second_factor/remove", Auth::session, "", remove_factor, Rate::page},
    {get, "/settings/opened", Auth::session, "", opened_page, Rate::page},
    {get, "/settings/sign_on", Auth::session, "", sign_on_page, Rate::page},
    {post, "/settings/sign_on", Auth::session, "", link_sign_on, Rate::page},
    {post, "/settings/sign_on/:id/remove", Auth::session, "", unlink_sign_on, Rate::page},
    {post, "/settings/security_keys", Auth::session, "", begin_key, Rate::page},
    {post, "/settings/security_keys/confirm", Auth::session, "", confirm_key, Rate::page},
    {post, "/settings/security_keys/:id/remove", Auth::session, "", remove_key, Rate::page},
    {get, "/settings/data", Auth::session, "", data_page, Rate::page},
    {get, "/settings/data/:file", Auth::session, "", export_list, Rate::page},
    {post, "/settings/data/import", Auth::session, "", import_list, Rate::page, outbox_bytes},
    {get, "/collections/:id", Auth::page, "", collection_page, Rate::page},
    {get, "/settings/moving", Auth::session, "", moving_page, Rate::page},
    {post, "/settings/moving", Auth::session, "", move_away, Rate::page, form_bytes},
    {post, "/settings/moving/aliases", Auth::session, "", add_other_account, Rate::page},
    {post, "/settings/moving/aliases/remove", Auth::session, "", remove_other_account, Rate::page},
    {post, "/settings/moving/back", Auth::session, "", come_back, Rate::page},
    {get, "/settings/consents", Auth::session, "", consents_page, Rate::page},
    {post, "/settings/consents/:id", Auth::session, "", set_consent, Rate::page},
    {get, "/settings/strikes", Auth::session, "", strikes_page, Rate::page},
    {post, "/settings/strikes/:id/appeal", Auth::session, "", appeal_strike, Rate::page},
    {get, "/safety", Auth::session, "", safety_page, Rate::page},
    {post, "/safety/:id/take", Auth::session, "", take_adverse_event, Rate::page},
    {post, "/safety/:id/done", Auth::session, "", finish_adverse_event, Rate::page},
    {get, "/settings/delete", Auth::session, "", delete_form, Rate::page},
    {post, "/settings/delete", Auth::session, "", delete_account, Rate::page},
    {get, "/manifest", Auth::open, "", manifest, Rate::page},
    {get, "/assets/:name", Auth::open, "", asset, Rate::none},
    {get, "/auth/sign_in", Auth::page, "", sign_in_form, Rate::page},
    {post, "/auth/sign_in", Auth::page, "", sign_in, Rate::login, form_bytes},
    {get, "/auth/sign_on", Auth::page, "", begin_sign_on, Rate::login},
    {get, "/auth/sign_on/again", Auth::session, "", sign_on_again, Rate::login},
    {get, "/auth/sign_on/callback", Auth::page, "", end_sign_on, Rate::login},
    {post, "/auth/sign_on/logout", Auth::open, "", provider_logout, Rate::api},
    {get, "/auth/second_factor", Auth::page, "", second_factor_form, Rate::page},
    {post, "/auth/second_factor", Auth::page, "", second_factor, Rate::login},
    {get, "/auth/sign_up", Auth::page, "", sign_up_form, Rate::page},
    {post, "/auth/sign_up", Auth::page, "", sign_up, Rate::sign_up, form_bytes},
    {get, "/auth/confirm", Auth::page, "", confirm_form, Rate::page},
    {post, "/auth/confirm", Auth::page, "", confirm, Rate::page},
    {post, "/auth/confirm/resend", Auth::page, "", resend_confirmation, Rate::mail},
    {get, "/auth/confirm_address", Auth::page, "", confirm_address_form, Rate::page},
    {post, "/auth/confirm_address", Auth::page, "", confirm_address, Rate::page},
    {get, "/auth/password", Auth::page, "", forgotten_form, Rate::page},
    {post, "/auth/password", Auth::page, "", forgotten, Rate::mail},
    {get, "/auth/password/new", Auth::page, "", new_password_form, Rate::page},
    {post, "/auth/password/new", Auth::page, "", new_password, Rate::login, form_bytes},
    {post, "/auth/sign_out", Auth::session, "", sign_out, Rate::page},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::web
