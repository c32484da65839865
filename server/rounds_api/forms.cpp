#include "server/rounds_api/forms.hpp"

#include "server/knowledge/references.hpp"

#include <limits>

namespace rounds::rounds_api {
namespace {

void take(const Params& params, std::string_view key, std::string& into)
{
    if (const auto text = params.text(key)) into = *text;
}

/// False when the field is there and is no time.
bool take(const Params& params, std::string_view key, Time& into)
{
    const auto text = params.text(key);
    if (!text) return true;
    const auto time = parse_iso8601(*text);
    if (time) into = *time;
    return time.has_value();
}

bool small(long long number) noexcept
{
    return number >= 0 && number <= std::numeric_limits<int>::max();
}

std::string_view read_prompts(const Params& params, knowledge::ChatForm& form)
{
    if (!params.has("prompts")) return {};
    form.prompts.clear();
    for (const auto& given : params.objects("prompts")) {
        const auto offset = given.integer("offset_s");
        if (!offset || !small(*offset)) return "prompts";
        form.prompts.push_back({.content = given.text_or("content", ""), .offset = std::chrono::seconds(*offset)});
    }
    return {};
}

std::string_view read_people(const Params& params, knowledge::ChatForm& form)
{
    if (!params.has("people")) return {};
    form.people.clear();
    for (const auto& given : params.objects("people")) {
        const auto account = parse_id<AccountId>(given.text_or("account_id", ""));
        if (!account) return "people";
        form.people.push_back(
            {.account = *account, .role = given.text_or("role", "host"), .interests = given.text_or("interests", "")}
        );
    }
    return {};
}

std::string_view read_reference(const Params& given, int position, storage::SummaryReference& reference)
{
    const auto address = given.text("id") ? given.text("id") : given.text("url");
    const auto identifier = knowledge::parse_identifier(address.value_or(""));
    const auto year = given.integer("year").value_or(0);
    if (!identifier || !small(year)) return "references";
    reference.position = position;
    reference.kind = identifier->kind;
    reference.value = identifier->value;
    reference.csl = knowledge::to_csl(
        {.title = given.text_or("title", ""),
         .authors = given.texts("authors"),
         .container = given.text_or("container", ""),
         .year = static_cast<int>(year),
         .volume = given.text_or("volume", ""),
         .issue = given.text_or("issue", ""),
         .page = given.text_or("page", "")},
        *identifier
    );
    for (const auto& number : given.texts("supports")) {
        const auto statement = parse_id<SummaryId>(number); // the same spelling rules: a positive decimal number
        if (!statement || to_int(*statement) > std::numeric_limits<short>::max()) return "references";
        reference.supports.push_back(static_cast<int>(to_int(*statement)));
    }
    return {};
}

} // namespace

std::string_view read_network(const Params& params, knowledge::NetworkForm& form)
{
    take(params, "username", form.username);
    take(params, "title", form.title);
    take(params, "description", form.description);
    take(params, "guidelines", form.guidelines);
    take(params, "hashtag", form.hashtag);
    take(params, "join_policy", form.join_policy);
    take(params, "posting_policy", form.posting_policy);
    if (params.has("conditions")) form.conditions = params.texts("conditions");
    form.sensitive = params.flag("sensitive").value_or(form.sensitive);
    form.local_only = params.flag("local_only").value_or(form.local_only);
    if (params.has("parent_id")) {
        const auto text = params.text_or("parent_id", "");
        form.parent = parse_id<NetworkId>(text);
        if (!text.empty() && !form.parent) return "parent_id";
    }
    if (params.has("reminders")) form.reminders = params.texts("reminders");
    return knowledge::wrong_field(form);
}

std::string_view read_chat(const Params& params, knowledge::ChatForm& form, Time now)
{
    take(params, "title", form.title);
    take(params, "description", form.description);
    take(params, "hashtag", form.hashtag);
    take(params, "timezone", form.timezone);
    if (!take(params, "starts_at", form.starts_at)) return "starts_at";
    if (!take(params, "ends_at", form.ends_at)) return "ends_at";
    if (const auto wrong = read_prompts(params, form); !wrong.empty()) return wrong;
    if (const auto wrong = read_people(params, form); !wrong.empty()) return wrong;
    take(params, "closing", form.closing);
    if (params.has("reminders")) form.reminders = params.texts("reminders");
    if (const auto hours = params.integer("tail_hours")) {
        if (!small(*hours)) return "tail_hours";
        form.tail_hours = static_cast<int>(*hours);
    }
    return knowledge::wrong_field(form, now);
}

std::string_view read_wording(const Params& params, storage::SummaryVersion& wording)
{
    take(params, "title", wording.title);
    take(params, "key_message", wording.key_message);
    take(params, "what_you_can_do", wording.what_you_can_do);
    take(params, "uncertain", wording.uncertain);
    take(params, "body", wording.body);
    take(params, "for_clinicians", wording.for_clinicians);
    take(params, "funding", wording.funding);
    if (params.has("statements")) {
        wording.statements.clear();
        for (const auto& given : params.objects("statements"))
            wording.statements.push_back(
                {.position = static_cast<int>(wording.statements.size()) + 1,
                 .content = given.text_or("content", ""),
                 .prompt_label = given.text_or("prompt_label", ""),
                 .evidence_scheme = {},
                 .evidence_level = {}}
            );
    }
    if (params.has("references")) {
        wording.references.clear();
        for (const auto& given : params.objects("references")) {
            storage::SummaryReference reference;
            const auto position = static_cast<int>(wording.references.size()) + 1;
            if (const auto wrong = read_reference(given, position, reference); !wrong.empty()) return wrong;
            wording.references.push_back(std::move(reference));
        }
    }
    return knowledge::wrong_field(wording);
}

std::string_view read_grades(const Params& params, std::vector<knowledge::Grade>& grades)
{
    for (const auto& given : params.objects("grades")) {
        const auto statement = given.integer("statement");
        if (!statement || !small(*statement)) return "grades";
        grades.push_back(
            {.statement = static_cast<int>(*statement),
             .scheme = given.text_or("scheme", ""),
             .level = given.text_or("level", "")}
        );
    }
    return {};
}

std::string_view read_credential(const Params& params, knowledge::CredentialForm& form)
{
    take(params, "role", form.role);
    take(params, "specialty_mesh", form.specialty_mesh);
    take(params, "specialty_name", form.specialty_name);
    take(params, "method", form.method);
    form.name_withheld = params.flag("name_withheld").value_or(false);
    if (const auto days = params.integer("valid_days")) {
        if (!small(*days)) return "valid_days";
        form.valid_for = std::chrono::days(static_cast<int>(*days));
    }
    const auto wrong = knowledge::wrong_field(form);
    return wrong == "valid_for" ? "valid_days" : wrong;
}

knowledge::ChatForm form_of(const storage::Chat& chat, const std::vector<storage::Prompt>& prompts)
{
    knowledge::ChatForm form;
    form.title = chat.title;
    form.description = chat.description;
    form.hashtag = chat.hashtag;
    form.starts_at = chat.starts_at;
    form.ends_at = chat.ends_at;
    form.timezone = chat.timezone;
    form.closing = chat.closing;
    form.reminders = chat.reminders;
    form.tail_hours = chat.tail_hours;
    for (const auto& prompt : prompts)
        form.prompts.push_back(
            {.content = prompt.content,
             .offset = std::chrono::duration_cast<std::chrono::seconds>(prompt.due_at - chat.starts_at)}
        );
    return form;
}

} // namespace rounds::rounds_api
