#include "server/app/config_options.hpp"

namespace rounds::app {

void add_retention(std::vector<Option>& table)
{
    table.push_back(number(
        "retention.unused_apps_days",
        ROUNDS_FIELD(retention.unused_apps_days),
        1,
        3650,
        "Apps that registered and were never used are forgotten after these days."
    ));
    table.push_back(number(
        "retention.codes_days",
        ROUNDS_FIELD(retention.codes_days),
        1,
        365,
        "Codes of the log-in by OAuth are remembered for these days, so that a second use ends what the first began."
    ));
    table.push_back(number(
        "retention.idempotency_keys_days",
        ROUNDS_FIELD(retention.idempotency_keys_days),
        1,
        365,
        "Idempotency-Keys of posts are remembered for these days; they count for an hour."
    ));
    table.push_back(number(
        "retention.unconfirmed_days",
        ROUNDS_FIELD(retention.unconfirmed_days),
        1,
        365,
        "Who asked for an account and did not confirm the e-mail address is forgotten after these days."
    ));
    table.push_back(number(
        "retention.audit_years",
        ROUNDS_FIELD(retention.audit_years),
        6,
        100,
        "Entries of the audit log are kept for these years; 45 CFR 164.316(b)(2)(i) asks for six. Then they go by a "
        "signed "
        "checkpoint, so that the rest can still be verified."
    ));
    table.push_back(number(
        "retention.inbox_days",
        ROUNDS_FIELD(retention.inbox_days),
        7,
        3650,
        "Activities that were understood are remembered by their id for these days, so that they have no second "
        "effect. That something was deleted is never forgotten."
    ));
    table.push_back(number(
        "retention.unposted_media_hours",
        ROUNDS_FIELD(retention.unposted_media_hours),
        1,
        720,
        "Uploads that are put on no post are forgotten after these hours."
    ));
    table.push_back(number(
        "retention.deleted_media_hours",
        ROUNDS_FIELD(retention.deleted_media_hours),
        1,
        720,
        "Files of deleted posts are kept for these hours, so that a post can be drafted again."
    ));
    table.push_back(number(
        "retention.dead_jobs_days",
        ROUNDS_FIELD(retention.dead_jobs_days),
        1,
        3650,
        "Jobs that failed for good are kept for these days, for whoever looks into them."
    ));
    table.push_back(number(
        "retention.preview_cards_days",
        ROUNDS_FIELD(retention.preview_cards_days),
        1,
        3650,
        "What linked pages say of themselves is forgotten these days after no post links them any more."
    ));
    table.push_back(number(
        "retention.guard_decisions_days",
        ROUNDS_FIELD(retention.guard_decisions_days),
        30,
        3650,
        "What the privacy guard decided is listed for these days; the audit log keeps its part for longer."
    ));
    table.push_back(number(
        "retention.fetches_days",
        ROUNDS_FIELD(retention.fetches_days),
        1,
        3650,
        "Which server fetched which post is remembered for these days, so that it can be told who received it."
    ));
    table.push_back(number(
        "retention.fetches_most",
        ROUNDS_FIELD(retention.fetches_most),
        1000,
        100'000'000,
        "At most so many of these records are kept; the oldest go first."
    ));
    table.push_back(number(
        "retention.receipts_days",
        ROUNDS_FIELD(retention.receipts_days),
        30,
        36500,
        "How each server answered when it was told to delete something is remembered for these days."
    ));
}

void add_privacy(std::vector<Option>& table)
{
    table.push_back(one_of(
        "privacy.law",
        ROUNDS_FIELD(privacy.law),
        {"hipaa", "ftc"},
        "Whose rules a breach is told by: hipaa: 45 CFR 164.400-414, for hospitals and other covered entities; ftc: "
        "the "
        "Health Breach Notification Rule (16 CFR 318), for whoever else holds health records of people."
    ));
    table.push_back(text(
        "privacy.officer",
        ROUNDS_FIELD(privacy.officer),
        "How people reach the privacy officer, on letters and on /about/processors; empty: instance.contact_email."
    ));
    table.push_back(list(
        "privacy.processors",
        ROUNDS_FIELD(privacy.processors),
        "Whoever handles data for this server, for /about/processors, each as \"name | what for | where\"."
    ));
}

} // namespace rounds::app
