#include "server/http/router.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace rounds::http {
namespace {

struct Row
{
    Method method;
    std::size_t index;
    std::vector<std::string_view> names; ///< of the `:name` segments, left to right
};

struct Node
{
    std::map<std::string_view, std::unique_ptr<Node>, std::less<>> literals;
    /// By what stands before the colon ("@" in "/@:name"), longest first.
    std::vector<std::pair<std::string_view, std::unique_ptr<Node>>> named;
    std::vector<Row> rows;
};

Node& named_child(Node& node, std::string_view prefix)
{
    for (auto& [known, child] : node.named)
        if (known == prefix) return *child;
    const auto place =
        std::ranges::find_if(node.named, [&](const auto& entry) { return entry.first.size() < prefix.size(); });
    return *node.named.emplace(place, prefix, std::make_unique<Node>())->second;
}

std::string_view without_slashes(std::string_view path) noexcept
{
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// Walks the tree with one step back for each `:name` that led nowhere.
class Walk
{
public:
    explicit Walk(Method method) : method_(method) {}

    bool visit(const Node& node, std::span<const std::string_view> segments)
    {
        if (segments.empty()) return take(node);
        if (const auto literal = node.literals.find(segments.front());
            literal != node.literals.end() && visit(*literal->second, segments.subspan(1)))
            return true;
        for (const auto& [prefix, child] : node.named) {
            if (!segments.front().starts_with(prefix) || segments.front().size() == prefix.size()) continue;
            values_.push_back(segments.front().substr(prefix.size()));
            if (visit(*child, segments.subspan(1))) return true;
            values_.pop_back();
        }
        return false;
    }

    Router::Match result()
    {
        if (row_ == nullptr) {
            const auto kind = allowed_.empty() ? Router::Match::Kind::unknown : Router::Match::Kind::wrong_method;
            return {kind, 0, {}, std::move(allowed_)};
        }
        PathParams params;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            auto value = percent_decode(values_[i]);
            if (!value || !text::is_utf8(*value)) return {Router::Match::Kind::unknown, 0, {}, {}};
            params.emplace_back(row_->names[i], std::move(*value));
        }
        return {Router::Match::Kind::found, row_->index, std::move(params), {}};
    }

private:
    bool take(const Node& node)
    {
        for (const auto wanted : {method_, method_ == Method::head ? Method::get : method_}) {
            const auto row = std::ranges::find(node.rows, wanted, &Row::method);
            if (row == node.rows.end()) continue;
            row_ = &*row;
            return true;
        }
        for (const auto& row : node.rows)
            if (std::ranges::find(allowed_, row.method) == allowed_.end()) allowed_.push_back(row.method);
        return false;
    }

    Method method_;
    const Row* row_ = nullptr;
    std::vector<std::string_view> values_;
    std::vector<Method> allowed_;
};

} // namespace

struct Router::Impl
{
    Node root;
    std::size_t deepest = 0;
};

Router::Router(std::vector<Pattern> patterns) : impl_(std::make_unique<Impl>())
{
    for (std::size_t index = 0; index < patterns.size(); ++index) {
        const auto& pattern = patterns[index];
        Node* node = &impl_->root;
        Row row{pattern.method, index, {}};
        const auto segments = text::split(without_slashes(pattern.path), '/');
        for (const auto segment : segments) {
            const auto colon = segment.find(':');
            if (colon == std::string_view::npos) {
                auto& child = node->literals[segment];
                if (!child) child = std::make_unique<Node>();
                node = child.get();
            } else {
                row.names.push_back(segment.substr(colon + 1));
                node = &named_child(*node, segment.substr(0, colon));
            }
        }
        impl_->deepest = std::max(impl_->deepest, segments.size());
        if (std::ranges::find(node->rows, row.method, &Row::method) == node->rows.end())
            node->rows.push_back(std::move(row)); // of two equal rows the first one counts
    }
}

Router::~Router() = default;

Router::Match Router::match(Method method, std::string_view path) const
{
    Walk walk{method};
    const auto segments = text::split(without_slashes(path), '/');
    if (segments.size() <= impl_->deepest) walk.visit(impl_->root, segments);
    return walk.result();
}

} // namespace rounds::http
