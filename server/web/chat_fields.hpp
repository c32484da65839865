#pragma once

#include "server/http/params.hpp"
#include "server/knowledge/chats.hpp"
#include "server/web/words.hpp"
#include "storage/model/chat_series.hpp"

#include <string>

namespace rounds::web {

/// What stands in the fields of the form, as its author wrote it: shown again when something is wrong.
struct ChatFields
{
    struct Prompt
    {
        std::string minute{}; ///< after the start
        std::string content{};
    };
    std::string title{};
    std::string description{};
    std::string hashtag{};
    std::string date{}; ///< 2026-11-17, in the zone; of a series: from where it counts
    std::string time{}; ///< 21:00
    std::string minutes = "60";
    std::string timezone = "UTC";
    std::string rule{};  ///< of a series: FREQ=MONTHLY;BYDAY=2WE
    std::string until{}; ///< of a series
    std::string ahead = "3";
    std::string closing{};
    std::string tail_hours = "24";
    std::string reminders{}; ///< "7d 1d 1h"; of a series or chat: empty means as the network has it, "-" none
    std::string guests{};    ///< user names here, one to a line, interests after a colon
    std::vector<Prompt> prompts{};
};

[[nodiscard]] ChatFields fields_in(const http::Params& params);
/// Of a chat that is there.
[[nodiscard]] ChatFields
fields_of(const storage::Chat& chat, const std::vector<storage::Prompt>& prompts, const std::string& guests);

/// The first field that cannot be read; empty when the form holds them all. People are named apart: guests_in.
[[nodiscard]] std::string_view read_fields(const ChatFields& fields, knowledge::ChatForm& form);
[[nodiscard]] std::string_view read_fields(const ChatFields& fields, storage::ChatSeries& series);

/// "ann: None" as user name and interests.
struct NamedGuest
{
    std::string username;
    std::string interests;
};
[[nodiscard]] std::vector<NamedGuest> guests_in(std::string_view text);

/// Values of the template; `wrong` names the field to mark.
[[nodiscard]] json::object field_values(const ChatFields& fields, std::string_view wrong, Language language);
/// All texts that are published.
[[nodiscard]] std::vector<std::string> texts_of(const ChatFields& fields);

} // namespace rounds::web
