#include "server/social/text/markdown.hpp"

#include "server/social/text/sanitize.hpp"
#include "server/social/text/scan.hpp"
#include "storage/base/text.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <cstdlib>
#include <memory>
#include <mutex>

namespace rounds::text {

namespace {

constexpr std::size_t longest = 100'000;

struct Free
{
    void operator()(cmark_parser* parser) const noexcept { cmark_parser_free(parser); }
    void operator()(cmark_node* node) const noexcept { cmark_node_free(node); }
    void operator()(cmark_iter* iterator) const noexcept { cmark_iter_free(iterator); }
    void operator()(char* text) const noexcept { std::free(text); } // NOLINT: cmark's allocator is malloc
};
template <class T> using Owned = std::unique_ptr<T, Free>;

void attach(cmark_parser* parser, const char* name)
{
    if (auto* extension = cmark_find_syntax_extension(name)) cmark_parser_attach_syntax_extension(parser, extension);
}

cmark_node* text_node(std::string_view text)
{
    auto* node = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(node, std::string(text).c_str());
    return node;
}

/// Puts links in place of the URLs in one piece of text. (cmark's own extension for this has had quadratic cases.)
void link_urls(cmark_node* node)
{
    const std::string text = cmark_node_get_literal(node);
    const auto links = find_links(text);
    if (links.empty()) return;
    std::size_t at = 0;
    for (const auto& place : links) {
        if (place.begin > at)
            cmark_node_insert_before(node, text_node(std::string_view(text).substr(at, place.begin - at)));
        auto* link = cmark_node_new(CMARK_NODE_LINK);
        cmark_node_set_url(link, place.url.c_str());
        cmark_node_append_child(link, text_node(place.url));
        cmark_node_insert_before(node, link);
        at = place.end;
    }
    cmark_node_set_literal(node, text.substr(at).c_str());
}

void link_all_urls(cmark_node* document)
{
    std::vector<cmark_node*> texts;
    const Owned<cmark_iter> iterator(cmark_iter_new(document));
    int in_link = 0;
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
        auto* node = cmark_iter_get_node(iterator.get());
        if (cmark_node_get_type(node) == CMARK_NODE_LINK) in_link += event == CMARK_EVENT_ENTER ? 1 : -1;
        if (cmark_node_get_type(node) == CMARK_NODE_TEXT && in_link == 0) texts.push_back(node);
    }
    for (auto* node : texts) link_urls(node);
}

} // namespace

std::string markdown_to_html(std::string_view markdown)
{
    static std::once_flag registered;
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    const auto source = truncate(markdown, longest);
    const Owned<cmark_parser> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
    attach(parser.get(), "strikethrough");
    attach(parser.get(), "table");
    cmark_parser_feed(parser.get(), source.data(), source.size());
    const Owned<cmark_node> document(cmark_parser_finish(parser.get()));
    cmark_consolidate_text_nodes(document.get());
    link_all_urls(document.get());
    const Owned<char> html(
        cmark_render_html(document.get(), CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser.get()))
    );
    return sanitize_html(html.get(), Allow::document);
}

} // namespace rounds::text
