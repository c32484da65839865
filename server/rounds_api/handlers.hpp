#pragma once

#include "server/rounds_api/answers.hpp"

/// The handlers, one file per resource. openapi.json describes what each takes and answers.
namespace rounds::rounds_api {

// networks.cpp
Answer list_networks(Context& ctx);
Answer open_network(Context& ctx);
Answer show_network(Context& ctx);
Answer change_network(Context& ctx);
Answer give_role(Context& ctx);
Answer take_role(Context& ctx);
Answer set_quote_consent(Context& ctx);

// stewardship.cpp
Answer list_resources(Context& ctx);
Answer add_resource(Context& ctx);
Answer pin_resource(Context& ctx);
Answer remove_resource(Context& ctx);
Answer list_join_requests(Context& ctx);
Answer decide_join_request(Context& ctx);
Answer list_consents(Context& ctx);

// chats.cpp
Answer list_upcoming_chats(Context& ctx);
Answer list_chats(Context& ctx);
Answer schedule_chat(Context& ctx);
Answer show_chat(Context& ctx);
Answer change_chat(Context& ctx);
Answer cancel_chat(Context& ctx);
Answer hold_prompt(Context& ctx);
Answer release_prompt(Context& ctx);
Answer skip_prompt(Context& ctx);
Answer extend_prompt(Context& ctx);

// references.cpp
Answer list_reference_notices(Context& ctx);
Answer note_reference(Context& ctx);
Answer drop_reference_notice(Context& ctx);

// marks.cpp
Answer list_marks(Context& ctx);

// metrics.cpp
Answer show_network_metrics(Context& ctx);
Answer show_organisation_metrics(Context& ctx);

// chat_tools.cpp
Answer show_desk(Context& ctx);
Answer set_slow_mode(Context& ctx);
Answer pin_chat_post(Context& ctx);
Answer mark_off_topic(Context& ctx);
Answer let_post_in(Context& ctx);
Answer set_closing(Context& ctx);
Answer set_on_call(Context& ctx);
Answer declare_chat_interests(Context& ctx);

// calendars.cpp
Answer show_chat_calendar(Context& ctx);
Answer show_network_calendar(Context& ctx);
Answer show_tag_calendar(Context& ctx);

// series.cpp
Answer list_series(Context& ctx);
Answer start_series(Context& ctx);
Answer end_series(Context& ctx);

// transcript.cpp
Answer show_transcript(Context& ctx);
Answer export_transcript(Context& ctx);
Answer show_statistics(Context& ctx);

// questions.cpp
Answer list_questions(Context& ctx);
Answer list_network_questions(Context& ctx);
Answer mark_question(Context& ctx);
Answer show_question(Context& ctx);
Answer accept_answer(Context& ctx);
Answer reopen_question(Context& ctx);
Answer endorse_answer(Context& ctx);
Answer propose_question(Context& ctx);

// summaries.cpp
Answer draft_summary(Context& ctx);
Answer list_summaries(Context& ctx);
Answer show_summary(Context& ctx);
Answer edit_summary(Context& ctx);
Answer list_versions(Context& ctx);

// reviews.cpp
Answer declare_interest(Context& ctx);
Answer submit_summary(Context& ctx);
Answer review_summary(Context& ctx);
Answer list_obstacles(Context& ctx);
Answer publish_summary(Context& ctx);
Answer correct_summary(Context& ctx);

// summary_readers.cpp
Answer export_references(Context& ctx);
Answer show_marks(Context& ctx);
Answer mark_summary(Context& ctx);
Answer retract_summary(Context& ctx);

// conditions.cpp
Answer search_conditions(Context& ctx);
Answer show_condition(Context& ctx);
Answer follow_condition(Context& ctx);
Answer unfollow_condition(Context& ctx);

// credentials.cpp
Answer issue_credential(Context& ctx);
Answer revoke_credential(Context& ctx);
Answer show_credential(Context& ctx);
Answer show_status_list(Context& ctx);

// guard.cpp
Answer list_holds(Context& ctx);
Answer release_hold(Context& ctx);
Answer keep_hold(Context& ctx);
Answer list_crises(Context& ctx);
Answer take_crisis(Context& ctx);
Answer close_crisis(Context& ctx);
Answer list_adverse_events(Context& ctx);
Answer list_adverse_event_queue(Context& ctx);
Answer take_adverse_event(Context& ctx);
Answer finish_adverse_event(Context& ctx);
Answer show_adverse_event(Context& ctx);
Answer send_adverse_event(Context& ctx);
Answer dismiss_adverse_event(Context& ctx);

// incidents.cpp
Answer show_received(Context& ctx);
Answer recall_post(Context& ctx);
Answer show_erasure(Context& ctx);
Answer list_incidents(Context& ctx);
Answer open_incident(Context& ctx);
Answer show_incident(Context& ctx);
Answer change_incident(Context& ctx);
Answer tell_of_incident(Context& ctx);
Answer close_incident(Context& ctx);
Answer write_incident_letter(Context& ctx);

// openapi.cpp
Answer show_openapi(Context& ctx);

} // namespace rounds::rounds_api
