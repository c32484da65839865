#include "server/app/config_options.hpp"

namespace rounds::app {

void add_guard(std::vector<Option>& table)
{
    table.push_back(one_of(
        "guard.mode",
        ROUNDS_FIELD(guard.mode),
        {"on", "watch", "off"},
        "The privacy guard: on warns and stops; watch only records what it would have done; off does not look."
    ));
    table.push_back(list(
        "guard.patterns",
        ROUNDS_FIELD(guard.patterns),
        "Forms of this hospital's own numbers, as RE2 patterns over text in plain letters; what matches is a record "
        "number."
    ));
    table.push_back(list(
        "guard.allowed",
        ROUNDS_FIELD(guard.allowed),
        "Texts that are nobody's secret: switchboards, addresses, names of clinicians who are public here."
    ));
    table.push_back(number(
        "guard.confirm_minutes",
        ROUNDS_FIELD(guard.confirm_minutes),
        1,
        1440,
        "Somebody who was warned and sends the same text again within these minutes has decided to post it."
    ));
    table.push_back(flag(
        "guard.hold_arriving",
        ROUNDS_FIELD(guard.hold_arriving),
        "Posts of other servers with identifiers are kept off public pages and out of transcripts until a moderator "
        "looked."
    ));
    table.push_back(text(
        "guard.private_contact",
        ROUNDS_FIELD(guard.private_contact),
        "Where staff sends people instead of answering in public: a telephone number or an address of patient "
        "relations."
    ));
    table.push_back(list(
        "guard.regions",
        ROUNDS_FIELD(guard.regions),
        "Whose help lines are shown to somebody in a crisis: US, CA, GB, IE, EU, AU, NZ. Check the lines before use."
    ));
    table.push_back(list(
        "guard.help_lines",
        ROUNDS_FIELD(guard.help_lines),
        "Help lines to show instead of the shipped ones, one text each."
    ));
    table.push_back(number(
        "guard.crisis_alarm_minutes",
        ROUNDS_FIELD(guard.crisis_alarm_minutes),
        1,
        1440,
        "An imminent crisis that nobody has taken after these minutes is overdue."
    ));
    table.push_back(number(
        "guard.crisis_queue_hours",
        ROUNDS_FIELD(guard.crisis_queue_hours),
        1,
        720,
        "A worrying post that nobody has taken after these hours is overdue."
    ));
    table.push_back(list(
        "guard.on_call",
        ROUNDS_FIELD(guard.on_call),
        "User names of those who are told of a crisis; empty: all moderators."
    ));
    table.push_back(flag(
        "guard.adverse_events",
        ROUNDS_FIELD(guard.adverse_events),
        "Offer a report to people who tell that a medicine or device harmed them. They alone send it."
    ));
    table.push_back(number(
        "guard.adverse_event_days",
        ROUNDS_FIELD(guard.adverse_event_days),
        1,
        90,
        "Days from first awareness to the marker of a serious adverse event."
    ));
    table.push_back(list(
        "guard.safety_contacts",
        ROUNDS_FIELD(guard.safety_contacts),
        "User names of those who see the queue of adverse events; empty: all moderators."
    ));
}

} // namespace rounds::app
