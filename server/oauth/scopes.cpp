#include "server/oauth/scopes.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::oauth {
namespace {

constexpr std::array<std::string_view, 47> known{
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
    "follow",
    "profile",
    "push",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
};
static_assert(std::ranges::is_sorted(known));

constexpr std::size_t longest_list = 2000;

bool covers(std::string_view held, std::string_view wanted) noexcept
{
    return held == wanted || (wanted.starts_with(held) && wanted[held.size()] == ':');
}

/// English, Spanish.
using Saying = std::array<std::string_view, 2>;
struct Said
{
    std::string_view scope;
    Saying words;
};

constexpr std::array whole{
    Said{
        "read",
        {"Read everything in your account, private messages included",
         "Leer todo lo que hay en su cuenta, también los mensajes privados"}
    },
    Said{
        "write",
        {"Post for you and change everything in your account", "Publicar en su nombre y cambiar todo en su cuenta"}
    },
    Said{
        "follow", {"See and change whom you follow, mute and block", "Ver y cambiar a quién sigue, silencia y bloquea"}
    },
    Said{"push", {"Send you notifications", "Enviarle avisos"}},
    Said{"profile", {"Know who you are: your name and picture", "Saber quién es usted: su nombre y su imagen"}},
    Said{
        "admin:read",
        {"Read everything that staff of this server may read",
         "Leer todo lo que puede leer el personal de este servidor"}
    },
    Said{
        "admin:write",
        {"Do everything that staff of this server may do", "Hacer todo lo que puede hacer el personal de este servidor"}
    },
};

/// The part after the last colon.
constexpr std::array subjects{
    Said{"accounts", {"your profile", "su perfil"}},
    Said{"blocks", {"blocks", "bloqueos"}},
    Said{"bookmarks", {"bookmarks", "lo guardado"}},
    Said{"canonical_email_blocks", {"blocked addresses", "direcciones bloqueadas"}},
    Said{"collections", {"collections", "colecciones"}},
    Said{"conversations", {"conversations", "conversaciones"}},
    Said{"domain_allows", {"allowed servers", "servidores permitidos"}},
    Said{"domain_blocks", {"blocked servers", "servidores bloqueados"}},
    Said{"email_domain_blocks", {"blocked e-mail domains", "dominios de correo bloqueados"}},
    Said{"favourites", {"favourites", "favoritos"}},
    Said{"filters", {"filters", "filtros"}},
    Said{"follows", {"follows", "a quién sigue"}},
    Said{"ip_blocks", {"blocked addresses", "direcciones bloqueadas"}},
    Said{"lists", {"lists", "listas"}},
    Said{"media", {"pictures and other media", "imágenes y otros archivos"}},
    Said{"me", {"your profile", "su perfil"}},
    Said{"mutes", {"mutes", "a quién silencia"}},
    Said{"notifications", {"notifications", "avisos"}},
    Said{"reports", {"reports", "denuncias"}},
    Said{"search", {"search results", "resultados de búsqueda"}},
    Said{"statuses", {"posts", "publicaciones"}},
};

/// A scope of which the table has nothing is said by its name.
std::string subject(std::string_view scope, std::size_t column)
{
    const auto part = scope.substr(scope.rfind(':') + 1);
    const auto found = std::ranges::find(subjects, part, &Said::scope);
    if (scope.starts_with("admin:") && part == "accounts")
        return std::string(Saying{"accounts of others", "cuentas de otros"}.at(column));
    return std::string(found == subjects.end() ? part : found->words.at(column));
}

std::string sentence(std::string_view scope, std::size_t column)
{
    const auto found = std::ranges::find(whole, scope, &Said::scope);
    if (found != whole.end()) return std::string(found->words.at(column));
    const bool writes = scope.find("write") != std::string_view::npos;
    const bool staff = scope.starts_with("admin:");
    const Saying change = staff ? Saying{"As staff, change", "Como personal, cambiar"} : Saying{"Change", "Cambiar"};
    const Saying read = staff ? Saying{"As staff, read", "Como personal, leer"} : Saying{"Read", "Leer"};
    return std::string((writes ? change : read).at(column)) + ": " + subject(scope, column);
}

} // namespace

std::span<const std::string_view> known_scopes() noexcept
{
    return known;
}

result<std::string> parse_scopes(std::string_view text)
{
    if (text.size() > longest_list) return errc::invalid_argument;
    std::vector<std::string> scopes;
    for (const auto scope : text::split(text, ' ')) {
        if (scope.empty()) continue;
        if (!std::ranges::binary_search(known, scope)) return errc::invalid_argument;
        if (std::ranges::find(scopes, scope) == scopes.end()) scopes.emplace_back(scope);
    }
    if (scopes.empty()) return std::string("read");
    return text::join(scopes, " ");
}

bool within(std::string_view wanted, std::string_view held) noexcept
{
    const auto scopes = text::split(held, ' ');
    return std::ranges::all_of(text::split(wanted, ' '), [&](std::string_view scope) {
        return std::ranges::any_of(scopes, [&](std::string_view one) { return covers(one, scope); });
    });
}

std::vector<std::string> describe(std::string_view scopes, std::string_view language)
{
    std::vector<std::string> sentences;
    for (const auto scope : text::split(scopes, ' ')) sentences.push_back(sentence(scope, language == "es" ? 1 : 0));
    return sentences;
}

} // namespace rounds::oauth
