#include "server/api/collection_form.hpp"

#include "server/api/answers.hpp"
#include "server/api/tag_name.hpp"
#include "server/api/wake.hpp"
#include "storage/base/text.hpp"

#include <fmt/core.h>

namespace rounds::api {
namespace {

// As Mastodon has it.
constexpr std::size_t name_characters = 40;
constexpr std::size_t description_characters = 100;

class Reader
{
public:
    Reader(const http::Params& params, CollectionRequest& request) : params_(params), request_(request) {}

    std::optional<std::string> text(std::string_view key, std::size_t most)
    {
        auto value = params_.text(key);
        if (!value) return std::nullopt;
        *value = std::string(text::trim(*value));
        if (text::count_code_points(*value) > most)
            fault(key, "ERR_TOO_LONG", fmt::format("is too long (maximum is {} characters)", most));
        return value;
    }
    void fault(std::string_view field, std::string_view code, std::string description)
    {
        request_.faults.push_back({std::string(field), std::string(code), std::move(description)});
    }

private:
    const http::Params& params_;
    CollectionRequest& request_;
};

} // namespace

CollectionRequest CollectionRequest::from(const http::Params& params, Of of)
{
    CollectionRequest request;
    Reader reader(params, request);
    auto& form = request.form;
    form.name = reader.text("name", name_characters);
    if (form.name ? form.name->empty() : of == Of::new_one) reader.fault("name", "ERR_BLANK", "can't be blank");
    form.description = reader.text("description", description_characters);
    form.language = params.text("language");
    if (form.language && !form.language->empty() && !is_language(*form.language))
        reader.fault("language", "ERR_INVALID", "is invalid");
    if (const auto written = params.text("tag_name")) {
        const auto name = written->empty() ? result<std::string>(std::string{}) : tag_name(*written);
        if (name)
            form.tag = *name;
        else
            reader.fault("tag", "ERR_INVALID", "is invalid");
    }
    form.sensitive = params.flag("sensitive");
    form.discoverable = params.flag("discoverable");
    request.accounts = ids_of<AccountId>(params, "account_ids");
    return request;
}

} // namespace rounds::api
