#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Domains that people could take for another (homographs; UTS 39).
namespace rounds::peers {

/// Lower-case A-labels of a domain or host[:port], as in "xn--mrcy-loa.example"; nothing when it is no domain.
[[nodiscard]] std::optional<std::string> to_ascii_domain(std::string_view domain);
/// How people see it: U-labels.
[[nodiscard]] std::string to_display_domain(std::string_view domain);

/// The known domains, reduced to what they look like.
class LookAlikes
{
public:
    void add(std::string_view domain);
    /// As looks_like().
    [[nodiscard]] std::optional<std::string> find(std::string_view domain) const;

private:
    std::unordered_multimap<std::string, std::string> by_skeleton_;
};

/// The one of `known` that `domain` looks like without being it, or, when none is, the domain itself as it is shown
/// when its letters are mixed from scripts that do not belong together. Nothing: it can be told apart.
[[nodiscard]] std::optional<std::string> looks_like(std::string_view domain, const std::vector<std::string>& known);

} // namespace rounds::peers
