#include "server/rounds_api/routes.hpp"

#include "server/rounds_api/handlers.hpp"
#include "server/rounds_api/network_moderation.hpp"

namespace rounds::rounds_api {
namespace {

using app::Auth;
using app::Route;
using enum http::Method;

constexpr Route table[] = {
    {get, "/api/rounds/v1/openapi.json", Auth::open, "", show_openapi},

    {get, "/api/rounds/v1/networks", Auth::optional_user, "read", list_networks},
    {post, "/api/rounds/v1/networks", Auth::user, "write", open_network},
    {get, "/api/rounds/v1/networks/:id", Auth::optional_user, "read", show_network},
    {patch, "/api/rounds/v1/networks/:id", Auth::user, "write", change_network},
    {post, "/api/rounds/v1/networks/:id/roles", Auth::user, "write", give_role},
    {del, "/api/rounds/v1/networks/:id/roles", Auth::user, "write", take_role},
    {post, "/api/rounds/v1/networks/:id/quote_consent", Auth::user, "write", set_quote_consent},
    {get, "/api/rounds/v1/networks/:id/resources", Auth::optional_user, "read", list_resources},
    {post, "/api/rounds/v1/networks/:id/resources", Auth::user, "write", add_resource},
    {post, "/api/rounds/v1/resources/:id/pin", Auth::user, "write", pin_resource},
    {del, "/api/rounds/v1/resources/:id", Auth::user, "write", remove_resource},
    {get, "/api/rounds/v1/networks/:id/requests", Auth::user, "read", list_join_requests},
    {post, "/api/rounds/v1/networks/:id/requests", Auth::user, "write", decide_join_request},
    {get, "/api/rounds/v1/networks/:id/bans", Auth::user, "read", list_bans},
    {post, "/api/rounds/v1/networks/:id/bans", Auth::user, "write", bar_from_network},
    {del, "/api/rounds/v1/networks/:id/bans", Auth::user, "write", unbar_from_network},
    {get, "/api/rounds/v1/networks/:id/removed_posts", Auth::user, "read", list_removed_posts},
    {post, "/api/rounds/v1/networks/:id/removed_posts", Auth::user, "write", remove_network_post},
    {del, "/api/rounds/v1/networks/:id/removed_posts", Auth::user, "write", restore_network_post},
    {get, "/api/rounds/v1/networks/:id/locks", Auth::user, "read", list_locks},
    {post, "/api/rounds/v1/networks/:id/locks", Auth::user, "write", lock_network_thread},
    {del, "/api/rounds/v1/networks/:id/locks", Auth::user, "write", unlock_network_thread},
    {get, "/api/rounds/v1/consents", Auth::user, "read", list_consents},

    {get, "/api/rounds/v1/chats", Auth::optional_user, "read", list_upcoming_chats},
    {get, "/api/rounds/v1/networks/:id/chats", Auth::optional_user, "read", list_chats},
    {post, "/api/rounds/v1/networks/:id/chats", Auth::user, "write", schedule_chat},
    {get, "/api/rounds/v1/chats/:id", Auth::optional_user, "read", show_chat},
    {patch, "/api/rounds/v1/chats/:id", Auth::user, "write", change_chat},
    {post, "/api/rounds/v1/chats/:id/cancel", Auth::user, "write", cancel_chat},
    {post, "/api/rounds/v1/chats/:id/prompts/:position/hold", Auth::user, "write", hold_prompt},
    {post, "/api/rounds/v1/chats/:id/prompts/:position/release", Auth::user, "write", release_prompt},
    {post, "/api/rounds/v1/chats/:id/prompts/:position/skip", Auth::user, "write", skip_prompt},
    {post, "/api/rounds/v1/chats/:id/prompts/:position/extend", Auth::user, "write", extend_prompt},
    {get, "/api/rounds/v1/chats/:id/desk", Auth::user, "read", show_desk},
    {post, "/api/rounds/v1/chats/:id/slow_mode", Auth::user, "write", set_slow_mode},
    {post, "/api/rounds/v1/chats/:id/pin", Auth::user, "write", pin_chat_post},
    {post, "/api/rounds/v1/chats/:id/off_topic", Auth::user, "write", mark_off_topic},
    {post, "/api/rounds/v1/chats/:id/let_in", Auth::user, "write", let_post_in},
    {post, "/api/rounds/v1/chats/:id/closing", Auth::user, "write", set_closing},
    {post, "/api/rounds/v1/chats/:id/on_call", Auth::user, "write", set_on_call},
    {post, "/api/rounds/v1/chats/:id/interests", Auth::user, "write", declare_chat_interests},
    {get, "/api/rounds/v1/chats/:id/transcript", Auth::optional_user, "read", show_transcript},

    {get, "/api/rounds/v1/chats/:id/transcript/:format", Auth::optional_user, "read", export_transcript},
    {get, "/api/rounds/v1/chats/:id/statistics", Auth::optional_user, "read", show_statistics},
    {get, "/api/rounds/v1/chats/:id/calendar.ics", Auth::optional_user, "read", show_chat_calendar},
    {get, "/api/rounds/v1/networks/:id/calendar.ics", Auth::optional_user, "read", show_network_calendar},
    {get, "/api/rounds/v1/tags/:name/calendar.ics", Auth::open, "", show_tag_calendar},
    {get, "/api/rounds/v1/networks/:id/series", Auth::optional_user, "read", list_series},
    {post, "/api/rounds/v1/networks/:id/series", Auth::user, "write", start_series},
    {del, "/api/rounds/v1/series/:id", Auth::user, "write", end_series},

    {post, "/api/rounds/v1/chats/:id/summaries", Auth::user, "write", draft_summary},
    {get, "/api/rounds/v1/networks/:id/summaries", Auth::optional_user, "read", list_summaries},
    {get, "/api/rounds/v1/summaries/:id", Auth::optional_user, "read", show_summary},
    {patch, "/api/rounds/v1/summaries/:id", Auth::user, "write", edit_summary},
    {get, "/api/rounds/v1/summaries/:id/versions", Auth::optional_user, "read", list_versions},
    {post, "/api/rounds/v1/summaries/:id/interests", Auth::user, "write", declare_interest},
    {post, "/api/rounds/v1/summaries/:id/submit", Auth::user, "write", submit_summary},
    {post, "/api/rounds/v1/summaries/:id/review", Auth::user, "write", review_summary},
    {get, "/api/rounds/v1/summaries/:id/obstacles", Auth::user, "read", list_obstacles},
    {post, "/api/rounds/v1/summaries/:id/publish", Auth::user, "write", publish_summary},
    {post, "/api/rounds/v1/summaries/:id/corrections", Auth::user, "write", correct_summary},
    {post, "/api/rounds/v1/summaries/:id/retract", Auth::user, "write", retract_summary},
    {get, "/api/rounds/v1/summaries/:id/references/:format", Auth::optional_user, "read", export_references},
    {get, "/api/rounds/v1/summaries/:id/marks", Auth::optional_user, "read", show_marks},
    {post, "/api/rounds/v1/summaries/:id/mark", Auth::user, "write", mark_summary},

    {get, "/api/rounds/v1/questions", Auth::optional_user, "read", list_questions},
    {post, "/api/rounds/v1/questions", Auth::user, "write", mark_question},
    {get, "/api/rounds/v1/networks/:id/questions", Auth::optional_user, "read", list_network_questions},
    {get, "/api/rounds/v1/questions/:id", Auth::optional_user, "read", show_question},
    {post, "/api/rounds/v1/questions/:id/accept", Auth::user, "write", accept_answer},
    {post, "/api/rounds/v1/questions/:id/reopen", Auth::user, "write", reopen_question},
    {post, "/api/rounds/v1/questions/:id/endorse", Auth::user, "write", endorse_answer},
    {post, "/api/rounds/v1/questions/:id/propose", Auth::user, "write", propose_question},

    {get, "/api/rounds/v1/networks/:id/metrics", Auth::optional_user, "read", show_network_metrics},
    {get, "/api/rounds/v1/organisations/:domain/metrics", Auth::optional_user, "read", show_organisation_metrics},

    {get, "/api/rounds/v1/conditions", Auth::open, "", search_conditions},
    {get, "/api/rounds/v1/conditions/:id", Auth::optional_user, "read", show_condition},
    {post, "/api/rounds/v1/conditions/:id/follow", Auth::user, "write", follow_condition},
    {post, "/api/rounds/v1/conditions/:id/unfollow", Auth::user, "write", unfollow_condition},

    {post, "/api/rounds/v1/credentials", Auth::admin, "write", issue_credential},
    {del, "/api/rounds/v1/credentials/:id", Auth::admin, "write", revoke_credential},
    {get, "/credentials/:id", Auth::open, "", show_credential},
    {get, "/credentials/status/:list", Auth::open, "", show_status_list},

    {get, "/api/rounds/v1/references/notices", Auth::open, "", list_reference_notices},
    {post, "/api/rounds/v1/references/notices", Auth::admin, "write", note_reference},
    {del, "/api/rounds/v1/references/notices", Auth::admin, "write", drop_reference_notice},

    {get, "/api/rounds/v1/accounts/:id/marks", Auth::optional_user, "read", list_marks},

    {get, "/api/rounds/v1/guard/holds", Auth::admin, "read", list_holds},
    {post, "/api/rounds/v1/guard/holds/:id/release", Auth::admin, "write", release_hold},
    {post, "/api/rounds/v1/guard/holds/:id/keep", Auth::admin, "write", keep_hold},
    {get, "/api/rounds/v1/guard/crises", Auth::admin, "read", list_crises},
    {post, "/api/rounds/v1/guard/crises/:id/take", Auth::admin, "write", take_crisis},
    {post, "/api/rounds/v1/guard/crises/:id/close", Auth::admin, "write", close_crisis},
    {get, "/api/rounds/v1/guard/adverse_events", Auth::user, "read", list_adverse_events},
    {get, "/api/rounds/v1/guard/adverse_events/queue", Auth::user, "read", list_adverse_event_queue},
    {post, "/api/rounds/v1/guard/adverse_events/:id/take", Auth::user, "write", take_adverse_event},
    {post, "/api/rounds/v1/guard/adverse_events/:id/done", Auth::user, "write", finish_adverse_event},
    {get, "/api/rounds/v1/guard/adverse_events/:id", Auth::user, "read", show_adverse_event},
    {post, "/api/rounds/v1/guard/adverse_events/:id/send", Auth::user, "write", send_adverse_event},
    {post, "/api/rounds/v1/guard/adverse_events/:id/dismiss", Auth::user, "write", dismiss_adverse_event},

    {get, "/api/rounds/v1/received", Auth::admin, "read", show_received},
    {post, "/api/rounds/v1/recalls", Auth::admin, "write", recall_post},
    {get, "/api/rounds/v1/erasures/:id", Auth::admin, "read", show_erasure},
    {get, "/api/rounds/v1/incidents", Auth::admin, "read", list_incidents},
    {post, "/api/rounds/v1/incidents", Auth::admin, "write", open_incident},
    {get, "/api/rounds/v1/incidents/:id", Auth::admin, "read", show_incident},
    {patch, "/api/rounds/v1/incidents/:id", Auth::admin, "write", change_incident},
    {post, "/api/rounds/v1/incidents/:id/told", Auth::admin, "write", tell_of_incident},
    {post, "/api/rounds/v1/incidents/:id/close", Auth::admin, "write", close_incident},
    {get, "/api/rounds/v1/incidents/:id/letters/:whom", Auth::admin, "read", write_incident_letter},
};

} // namespace

std::span<const Route> routes()
{
    return table;
}

} // namespace rounds::rounds_api
