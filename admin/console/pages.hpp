#pragma once

#include "admin/console/visit.hpp"

/// The handlers of routes.cpp. Who may use them, and whether a form is ours, was decided before.
namespace rounds::console {

using boost::asio::awaitable;

/// GET /console: what waits for people, and how the instance fares.
[[nodiscard]] awaitable<http::Response> start(Visit& visit);

/// GET /console/reports and /console/reports/:id; POST .../handle: it is dealt with.
[[nodiscard]] awaitable<http::Response> reports(Visit& visit);
[[nodiscard]] awaitable<http::Response> report(Visit& visit);
[[nodiscard]] awaitable<http::Response> handle_report(Visit& visit);

/// GET /console/held: posts of other servers that the privacy guard keeps off public pages. POST /console/held/:id with
/// decision=release or keep.
[[nodiscard]] awaitable<http::Response> held_posts(Visit& visit);
[[nodiscard]] awaitable<http::Response> decide_held(Visit& visit);

/// GET /console/sign_ups: who asked for an account. POST .../approve and .../reject.
[[nodiscard]] awaitable<http::Response> sign_ups(Visit& visit);
[[nodiscard]] awaitable<http::Response> approve_sign_up(Visit& visit);
[[nodiscard]] awaitable<http::Response> reject_sign_up(Visit& visit);

/// GET /console/appeals: what people say against decisions about them. POST .../:id with decision=approve or reject.
[[nodiscard]] awaitable<http::Response> appeals(Visit& visit);
[[nodiscard]] awaitable<http::Response> decide_appeal(Visit& visit);

/// GET /console/presets: words prepared for people who are warned or limited. POST adds one (title, body),
/// .../:id/remove forgets it.
[[nodiscard]] awaitable<http::Response> warning_presets(Visit& visit);
[[nodiscard]] awaitable<http::Response> add_preset(Visit& visit);
[[nodiscard]] awaitable<http::Response> remove_preset(Visit& visit);

/// GET /console/accounts?username=&display_name=&email=&domain=&origin=&status=&role=: who is found by that, the newest
/// first.
[[nodiscard]] awaitable<http::Response> accounts(Visit& visit);
/// GET /console/accounts/:id?report=: all that moderators need to know of an account. POST .../act with the fields of
/// acts.hpp and the report that it settles, .../lift with the action that is taken back. GET .../delete asks once more;
/// POST .../delete with the account's name as `confirm` deletes one that is suspended.
[[nodiscard]] awaitable<http::Response> account(Visit& visit);
[[nodiscard]] awaitable<http::Response> act_on_account(Visit& visit);
[[nodiscard]] awaitable<http::Response> lift_from_account(Visit& visit);
[[nodiscard]] awaitable<http::Response> confirm_deletion(Visit& visit);
[[nodiscard]] awaitable<http::Response> delete_account(Visit& visit);

/// GET /console/crises: people who may be in danger, those due first. POST .../:id/take (from: who is relieved) and
/// .../:id/close (outcome).
[[nodiscard]] awaitable<http::Response> crises(Visit& visit);
[[nodiscard]] awaitable<http::Response> take_crisis(Visit& visit);
[[nodiscard]] awaitable<http::Response> close_crisis(Visit& visit);

/// GET /console/adverse_events: what safety contacts look at, those due first. POST .../:id/take (from: who is
/// relieved), .../:id/done (outcome).
[[nodiscard]] awaitable<http::Response> adverse_events(Visit& visit);
[[nodiscard]] awaitable<http::Response> take_adverse_event(Visit& visit);
[[nodiscard]] awaitable<http::Response> finish_adverse_event(Visit& visit);

/// GET /console/blocks: e-mail domains and addresses that make no accounts. POST .../mails (domain, approval) and
/// .../addresses (ip, effect, days, comment); each of them has .../:id/remove.
[[nodiscard]] awaitable<http::Response> sign_up_blocks(Visit& visit);
[[nodiscard]] awaitable<http::Response> block_mail(Visit& visit);
[[nodiscard]] awaitable<http::Response> unblock_mail(Visit& visit);
[[nodiscard]] awaitable<http::Response> block_address(Visit& visit);
[[nodiscard]] awaitable<http::Response> unblock_address(Visit& visit);

/// GET /console/rosters: lists of members, with drafts. POST /console/rosters/changes/:id with decision=accept or
/// refuse.
[[nodiscard]] awaitable<http::Response> rosters(Visit& visit);
[[nodiscard]] awaitable<http::Response> decide_roster_change(Visit& visit);

/// GET /console/audit?action=&actor=&target=&since=&until=: entries of the audit log, the newest first.
[[nodiscard]] awaitable<http::Response> audit_log(Visit& visit);

/// GET /console/peers: the consortium and exceptions to it. POST sets one (domain, policy, reason), .../remove forgets
/// one, .../import takes a CSV file as Mastodon writes it, GET .../export gives one.
[[nodiscard]] awaitable<http::Response> peers(Visit& visit);
[[nodiscard]] awaitable<http::Response> set_policy(Visit& visit);
[[nodiscard]] awaitable<http::Response> remove_policy(Visit& visit);
[[nodiscard]] awaitable<http::Response> export_policies(Visit& visit);
[[nodiscard]] awaitable<http::Response> import_policies(Visit& visit);

/// GET /console/networks: networks, and the credentials given to people. POST /console/credentials/:id/revoke.
[[nodiscard]] awaitable<http::Response> networks(Visit& visit);
[[nodiscard]] awaitable<http::Response> revoke_credential(Visit& visit);
[[nodiscard]] awaitable<http::Response> switch_sensitive(Visit& visit);

/// GET /console/decisions: whom networks keep out, which posts they took out, which threads they locked. POST
/// /console/networks/:id/undo {kind, account_id or status_id}.
[[nodiscard]] awaitable<http::Response> network_decisions(Visit& visit);
[[nodiscard]] awaitable<http::Response> undo_network_decision(Visit& visit);

/// GET /console/break_glass: openings of private conversations, for holders of that right. POST opens one (post,
/// reason, explanation, password and second factor); GET .../:id reads it, POST .../:id/close ends that, .../:id/review
/// is the second person's word (verdict=confirmed or objected).
[[nodiscard]] awaitable<http::Response> break_glass_page(Visit& visit);
[[nodiscard]] awaitable<http::Response> open_conversation(Visit& visit);
[[nodiscard]] awaitable<http::Response> read_conversation(Visit& visit);
[[nodiscard]] awaitable<http::Response> close_conversation(Visit& visit);
[[nodiscard]] awaitable<http::Response> review_opening(Visit& visit);

/// GET /console/settings: those in force, without what is secret in them.
[[nodiscard]] awaitable<http::Response> settings(Visit& visit);

/// GET /console/incidents: open ones, with what has to be done by when; POST opens one. GET .../:id; POST .../:id
/// changes it, .../told, .../close and .../posts (post, recall) as they say; GET .../letters/:whom is a draft as text.
[[nodiscard]] awaitable<http::Response> incident_list(Visit& visit);
[[nodiscard]] awaitable<http::Response> open_incident(Visit& visit);
[[nodiscard]] awaitable<http::Response> incident(Visit& visit);
[[nodiscard]] awaitable<http::Response> change_incident(Visit& visit);
[[nodiscard]] awaitable<http::Response> tell_of_incident(Visit& visit);
[[nodiscard]] awaitable<http::Response> close_incident(Visit& visit);
[[nodiscard]] awaitable<http::Response> incident_post(Visit& visit);
[[nodiscard]] awaitable<http::Response> incident_letter(Visit& visit);
/// GET /console/received?post=: who may have a copy of a post. Leaves an entry in the audit log.
[[nodiscard]] awaitable<http::Response> received(Visit& visit);

} // namespace rounds::console
