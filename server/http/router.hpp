#pragma once

#include "server/http/message.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::http {

/// Values of the `:name` parts of a route, percent-decoded.
using PathParams = std::vector<std::pair<std::string_view, std::string>>;

/// Finds the row of a route table for a path. Patterns are literal segments and `:name` segments, which may
/// begin with literal text (`/@:name`); literals win over names, so `/accounts/lookup` is found before `/accounts/:id`.
/// A final slash does not matter.
class Router
{
public:
    struct Pattern
    {
        Method method;
        std::string_view path; ///< must outlive the router
    };
    explicit Router(std::vector<Pattern> patterns);
    ~Router();

    struct Match
    {
        enum class Kind { found, wrong_method, unknown } kind;
        std::size_t index; ///< row, when found
        PathParams params;
        std::vector<Method> allowed; ///< when the method is wrong
    };
    /// HEAD finds GET rows. A name that does not decode to UTF-8 without NUL is unknown.
    [[nodiscard]] Match match(Method method, std::string_view path) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::http
