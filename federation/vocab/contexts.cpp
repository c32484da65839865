#include "federation/vocab/contexts.hpp"

#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <boost/json/array.hpp>
#include <mutex>
#include <string>
#include <unordered_map>

namespace rounds::vocab {
namespace {

namespace json = boost::json;

enum class Kind { plain, id, list }; ///< of a term's values

struct Prefix
{
    std::string_view name;
    std::string_view iri;
};

constexpr std::array prefixes{
    Prefix{"toot", toot_namespace},
    Prefix{"schema", schema_namespace},
    Prefix{"lemmy", lemmy_namespace},
    Prefix{"mz", mobilizon_namespace},
    Prefix{"pt", "https://joinpeertube.org/ns#"},
    Prefix{"gts", gotosocial_namespace},
    Prefix{"litepub", litepub_namespace},
    Prefix{"ical", "http://www.w3.org/2002/12/cal/ical#"},
    Prefix{"kn", knowledge_namespace},
};

struct Term
{
    std::string_view name;
    std::string_view iri; ///< with one of the prefixes, or of activitystreams', or whole
    Kind kind = Kind::plain;
};

constexpr std::array terms{
    Term{"Hashtag", "as:Hashtag"},
    Term{"sensitive", "as:sensitive"},
    Term{"manuallyApprovesFollowers", "as:manuallyApprovesFollowers"},
    Term{"Emoji", "toot:Emoji"},
    // No context above defines it, and readers of JSON-LD would find no key for proofs (FEP-521a).
    Term{"assertionMethod", "https://w3id.org/security#assertionMethod", Kind::id},
    Term{"blurhash", "toot:blurhash"},
    Term{"discoverable", "toot:discoverable"},
    Term{"indexable", "toot:indexable"},
    Term{"memorial", "toot:memorial"},
    Term{"suspended", "toot:suspended"},
    Term{"votersCount", "toot:votersCount"},
    Term{"focalPoint", "toot:focalPoint", Kind::list},
    Term{"PropertyValue", "schema:PropertyValue"},
    Term{"value", "schema:value"},
    Term{"postingRestrictedToMods", "lemmy:postingRestrictedToMods"},
    Term{"Lock", "lemmy:Lock"},
    Term{"removeData", "lemmy:removeData"},
    Term{"joinMode", "mz:joinMode"},
    Term{"timezone", "mz:timezone"},
    Term{"commentsEnabled", "pt:commentsEnabled"},
    Term{"directMessage", "litepub:directMessage"},
    Term{"webfinger", "https://purl.archive.org/socialweb/webfinger#webfinger"},
    Term{"alsoKnownAs", "as:alsoKnownAs", Kind::id},
    Term{"movedTo", "as:movedTo", Kind::id},
    Term{"featured", "toot:featured", Kind::id},
    Term{"featuredTags", "toot:featuredTags", Kind::id},
    Term{"approvedBy", "gts:approvedBy", Kind::id},
    Term{"interactionPolicy", "gts:interactionPolicy", Kind::id},
    Term{"canReply", "gts:canReply", Kind::id},
    Term{"canAnnounce", "gts:canAnnounce", Kind::id},
    Term{"canLike", "gts:canLike", Kind::id},
    Term{"canQuote", "gts:canQuote", Kind::id},
    Term{"interactingObject", "gts:interactingObject", Kind::id},
    Term{"interactionTarget", "gts:interactionTarget", Kind::id},
    Term{"automaticApproval", "gts:automaticApproval", Kind::id},
    Term{"manualApproval", "gts:manualApproval", Kind::id},
    Term{"QuoteRequest", "https://w3id.org/fep/044f#QuoteRequest"},
    Term{"QuoteAuthorization", "https://w3id.org/fep/044f#QuoteAuthorization"},
    Term{"quote", "https://w3id.org/fep/044f#quote", Kind::id},
    Term{"quoteAuthorization", "https://w3id.org/fep/044f#quoteAuthorization", Kind::id},
    Term{"FeaturedCollection", "https://w3id.org/fep/7aa9#FeaturedCollection"},
    Term{"FeaturedItem", "https://w3id.org/fep/7aa9#FeaturedItem"},
    Term{"FeatureRequest", "https://w3id.org/fep/7aa9#FeatureRequest"},
    Term{"FeatureAuthorization", "https://w3id.org/fep/7aa9#FeatureAuthorization"},
    Term{"featuredCollections", "https://w3id.org/fep/7aa9#featuredCollections", Kind::id},
    Term{"featuredObject", "https://w3id.org/fep/7aa9#featuredObject", Kind::id},
    Term{"featuredObjectType", "https://w3id.org/fep/7aa9#featuredObjectType"},
    Term{"featureAuthorization", "https://w3id.org/fep/7aa9#featureAuthorization", Kind::id},
    Term{"canFeature", "https://w3id.org/fep/7aa9#canFeature", Kind::id},
    Term{"topic", "https://w3id.org/fep/7aa9#topic", Kind::id},
    Term{"quoteUrl", "as:quoteUrl"},
    Term{"quoteUri", "http://fedibird.com/ns#quoteUri"},
    Term{"_misskey_quote", "https://misskey-hub.net/ns/#_misskey_quote"},
    Term{"attributionDomains", "toot:attributionDomains"},
    Term{"implements", "https://w3id.org/fep/844e#implements", Kind::id},
};

/// Contexts of others, in the order in which they are named after activitystreams.
constexpr std::array shared{security_context, data_integrity_context, multikey_context};
enum Shared : std::size_t { security, data_integrity, multikey };

/// What a document uses: shared contexts, then prefixes, then terms.
using Used = std::bitset<shared.size() + prefixes.size() + terms.size()>;
constexpr std::size_t first_prefix = shared.size();
constexpr std::size_t first_term = first_prefix + prefixes.size();

void use_prefix(Used& used, std::string_view name)
{
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return;
    const auto found = std::ranges::find(prefixes, name.substr(0, colon), &Prefix::name);
    if (found != prefixes.end()) used.set(first_prefix + static_cast<std::size_t>(found - prefixes.begin()));
}

/// A key or a type.
void use_name(Used& used, std::string_view name)
{
    use_prefix(used, name);
    if (name == prop::proof) used.set(data_integrity);
    if (name == prop::public_key) used.set(security);
    if (name == prop::assertion_method) used.set(data_integrity).set(multikey);
    const auto found = std::ranges::find(terms, name, &Term::name);
    if (found == terms.end()) return;
    used.set(first_term + static_cast<std::size_t>(found - terms.begin()));
    use_prefix(used, found->iri);
}

void use_types(Used& used, const json::value& types)
{
    if (const auto* one = types.if_string()) use_name(used, *one);
    if (const auto* many = types.if_array())
        for (const auto& type : *many) use_types(used, type);
}

bool of_languages(std::string_view key) noexcept
{
    return key == prop::content_map || key == prop::name_map || key == prop::summary_map;
}

void use_value(Used& used, const json::value& value);

void use_object(Used& used, const json::object& object)
{
    for (const auto& member : object) {
        const std::string_view key = member.key();
        if (key == prop::context_document) continue;
        use_name(used, key);
        if (key == prop::type || key == "@type") use_types(used, member.value());
        if (!of_languages(key)) use_value(used, member.value());
    }
}

/// Recursive, as deep as our own documents are and what was read with parse_json()'s limit.
void use_value(Used& used, const json::value& value)
{
    if (const auto* many = value.if_array())
        for (const auto& one : *many) use_value(used, one);
    if (const auto* object = value.if_object()) use_object(used, *object);
}

json::value definition(const Term& term)
{
    if (term.kind == Kind::plain) return json::string(term.iri);
    json::object typed;
    typed["@id"] = term.iri;
    if (term.kind == Kind::list)
        typed["@container"] = "@list";
    else
        typed["@type"] = "@id";
    return typed;
}

json::value make_context(const Used& used)
{
    json::array context{json::string(activitystreams_context)};
    for (std::size_t i = 0; i < shared.size(); ++i)
        if (used[i]) context.emplace_back(shared[i]);
    json::object own;
    for (std::size_t i = 0; i < prefixes.size(); ++i)
        if (used[first_prefix + i]) own[prefixes[i].name] = prefixes[i].iri;
    for (std::size_t i = 0; i < terms.size(); ++i)
        if (used[first_term + i]) own[terms[i].name] = definition(terms[i]);
    if (!own.empty()) context.emplace_back(std::move(own));
    if (context.size() == 1) return json::string(activitystreams_context);
    return context;
}

/// Documents of one kind use the same terms: a few dozen sets in all. A set beyond the bound is made each time.
json::value context_of(const Used& used)
{
    constexpr std::size_t most = 256;
    static std::mutex mutex;
    static std::unordered_map<Used, json::value> made;
    const std::lock_guard lock(mutex);
    if (const auto known = made.find(used); known != made.end()) return known->second;
    auto context = make_context(used);
    if (made.size() < most) made.emplace(used, context);
    return context;
}

} // namespace

void put_context(json::object& document, bool proof)
{
    Used used;
    if (proof) used.set(data_integrity);
    use_object(used, document);
    document[prop::context_document] = context_of(used);
}

} // namespace rounds::vocab
