#include "federation/vocab/contexts.hpp"

#include "federation/vocab/types.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <utility>

namespace rounds::vocab {
namespace {

namespace json = boost::json;
using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array prefixes{
    Pair{"toot", toot_namespace},
    Pair{"schema", schema_namespace},
    Pair{"lemmy", lemmy_namespace},
    Pair{"mz", mobilizon_namespace},
    Pair{"gts", gotosocial_namespace},
    Pair{"litepub", litepub_namespace},
    Pair{"ical", "http://www.w3.org/2002/12/cal/ical#"},
    Pair{"kn", knowledge_namespace},
};

/// Terms whose values are plain.
constexpr std::array plain_terms{
    Pair{"Hashtag", "as:Hashtag"},
    Pair{"sensitive", "as:sensitive"},
    Pair{"manuallyApprovesFollowers", "as:manuallyApprovesFollowers"},
    Pair{"Emoji", "toot:Emoji"},
    Pair{"blurhash", "toot:blurhash"},
    Pair{"discoverable", "toot:discoverable"},
    Pair{"indexable", "toot:indexable"},
    Pair{"memorial", "toot:memorial"},
    Pair{"suspended", "toot:suspended"},
    Pair{"votersCount", "toot:votersCount"},
    Pair{"PropertyValue", "schema:PropertyValue"},
    Pair{"value", "schema:value"},
    Pair{"postingRestrictedToMods", "lemmy:postingRestrictedToMods"},
    Pair{"Lock", "lemmy:Lock"},
    Pair{"joinMode", "mz:joinMode"},
    Pair{"timezone", "mz:timezone"},
    Pair{"commentsEnabled", "pt:commentsEnabled"},
    Pair{"directMessage", "litepub:directMessage"},
    Pair{"webfinger", "https://purl.archive.org/socialweb/webfinger#webfinger"},
};

/// Terms whose values are ids.
constexpr std::array id_terms{
    Pair{"alsoKnownAs", "as:alsoKnownAs"},
    Pair{"movedTo", "as:movedTo"},
    Pair{"featured", "toot:featured"},
    Pair{"featuredTags", "toot:featuredTags"},
    Pair{"approvedBy", "gts:approvedBy"},
    Pair{"implements", "https://w3id.org/fep/844e#implements"},
};

/// gts:interactionPolicy and what is in it.
constexpr std::array policy_terms{"interactionPolicy", "canReply", "canAnnounce", "canLike"};
constexpr std::array approval_terms{"automaticApproval", "manualApproval"};

json::object typed(std::string iri, std::string_view kind)
{
    json::object term;
    term["@id"] = iri;
    term["@type"] = kind;
    return term;
}

json::value make_terms()
{
    json::object terms;
    for (const auto& [name, iri] : prefixes) terms[name] = iri;
    terms["pt"] = "https://joinpeertube.org/ns#";
    for (const auto& [name, iri] : plain_terms) terms[name] = iri;
    for (const auto& [name, iri] : id_terms) terms[name] = typed(std::string(iri), "@id");
    for (const std::string name : policy_terms) terms[name] = typed("gts:" + name, "@id");
    for (const std::string name : approval_terms) terms[name] = typed("gts:" + name, "@id");
    auto focal = json::object{};
    focal["@container"] = "@list";
    focal["@id"] = "toot:focalPoint";
    terms["focalPoint"] = std::move(focal);
    return terms;
}

json::value make_context(std::initializer_list<std::string_view> shared)
{
    json::array context;
    for (const auto iri : shared) context.emplace_back(iri);
    context.emplace_back(inline_terms());
    return context;
}

} // namespace

const json::value& inline_terms()
{
    static const json::value terms = make_terms();
    return terms;
}

const json::value& object_context()
{
    static const json::value context = make_context({activitystreams_context, data_integrity_context});
    return context;
}

const json::value& actor_context()
{
    static const json::value context =
        make_context({activitystreams_context, security_context, data_integrity_context, multikey_context});
    return context;
}

} // namespace rounds::vocab
