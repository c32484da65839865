#pragma once

#include "server/http/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::http {

/// An uploaded part with a file name.
struct FilePart
{
    std::string field;
    std::string file_name;
    std::string content_type;
    std::string content;
};

/// What a request asks for: query and body as one tree, whether the body is JSON, urlencoded or multipart. Form keys
/// use Rails' brackets: `media_ids[]`, `poll[options][]`, `fields_attributes[0][name]`. The body wins over the query.
class Params
{
public:
    Params() = default;
    explicit Params(json::object tree) : tree_(std::move(tree)) {}

    /// invalid_argument for a body that is not what its Content-Type says, more than 1,000 keys or nesting deeper
    /// than 8.
    [[nodiscard]] static result<Params> from(const Request& request);
    /// Of the query alone.
    [[nodiscard]] static result<Params> from_query(const Request& request);

    [[nodiscard]] bool has(std::string_view key) const noexcept { return tree_.contains(key); }
    /// Text, or a number or boolean as text; nothing when absent or null.
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    [[nodiscard]] std::string text_or(std::string_view key, std::string_view otherwise) const;
    /// true: true, "true", "1", 1, "on", "t", "yes"; any other present value is false.
    [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
    [[nodiscard]] std::optional<long long> integer(std::string_view key) const;
    /// A list of texts; a single value is a list of one; keys with and without "[]" are the same.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    /// A nested object as Params; empty when absent.
    [[nodiscard]] Params object(std::string_view key) const;
    /// The members of an array, or of the form `key[0][..]`, that are objects.
    [[nodiscard]] std::vector<Params> objects(std::string_view key) const;
    [[nodiscard]] const std::vector<FilePart>& files() const noexcept { return files_; }
    [[nodiscard]] const json::object& tree() const noexcept { return tree_; }

private:
    json::object tree_;
    std::vector<FilePart> files_;
};

} // namespace rounds::http
