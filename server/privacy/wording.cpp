#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/guard.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace rounds::privacy {
namespace {

struct Words
{
    std::string_view key;
    std::string_view english;
    std::string_view spanish;
};

constexpr std::array kinds{
    Words{"name", "a person's name", "el nombre de una persona"},
    Words{"geographic", "an address or postal code", "una dirección o un código postal"},
    Words{"date", "an exact date or an age over 89", "una fecha exacta o una edad de más de 89 años"},
    Words{"phone", "a telephone number", "un número de teléfono"},
    Words{"fax", "a fax number", "un número de fax"},
    Words{"email", "an e-mail address", "una dirección de correo electrónico"},
    Words{"ssn", "a social security number", "un número de la seguridad social"},
    Words{"mrn", "a medical record number", "un número de historia clínica"},
    Words{"health_plan", "a health insurance number", "un número de seguro médico"},
    Words{"account", "an account or card number", "un número de cuenta o de tarjeta"},
    Words{"license", "a license or certificate number", "un número de licencia o certificado"},
    Words{"vehicle", "a vehicle or plate number", "un número de vehículo o matrícula"},
    Words{"device", "a device's serial number", "el número de serie de un aparato"},
    Words{"url", "a personal page or account", "una página o cuenta personal"},
    Words{"ip", "an internet address", "una dirección de internet"},
    Words{"biometric", "a biometric mark", "un dato biométrico"},
    Words{"photo", "a photograph of a face", "la fotografía de una cara"},
    Words{"other", "a number that belongs to one person", "un número que es de una sola persona"},
    Words{
        "relationship",
        "words that tell somebody is or was a patient",
        "palabras que dicen que alguien es o fue paciente"
    },
    Words{"combination", "age, illness, place and relation together", "edad, enfermedad, lugar y parentesco juntos"},
};

constexpr std::array places{
    Words{"post", "your post", "tu publicación"},
    Words{"content_warning", "the content warning", "la advertencia de contenido"},
    Words{"edit", "your change", "tu cambio"},
    Words{"alt_text", "the description of a file", "la descripción de un archivo"},
    Words{"poll", "the poll", "la encuesta"},
    Words{"display_name", "your display name", "tu nombre visible"},
    Words{"note", "your profile text", "el texto de tu perfil"},
    Words{"field", "a field of your profile", "un campo de tu perfil"},
    Words{"file_name", "the name of a file", "el nombre de un archivo"},
    Words{"prompt", "the chat", "la charla"},
    Words{"summary", "the summary", "el resumen"},
};

template <std::size_t N> std::string_view word(const std::array<Words, N>& table, std::string_view key, bool spanish)
{
    const auto found = std::ranges::find(table, key, &Words::key);
    if (found == table.end()) return key;
    return spanish ? found->spanish : found->english;
}

constexpr std::size_t most_listed = 5;

std::string listed(const Refusal& refusal, const std::vector<std::string>& quotes, bool spanish)
{
    std::string out;
    const auto shown = std::min(refusal.parts.size(), most_listed);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& part = refusal.parts[i];
        if (!out.empty()) out += "; ";
        out += fmt::format(
            "{} (\"{}\") {} {}",
            word(kinds, part.kind, spanish),
            quotes[i],
            spanish ? "en" : "in",
            word(places, part.place, spanish)
        );
        if (!part.suggestion.empty())
            out += fmt::format(fmt::runtime(spanish ? ", mejor \"{}\"" : ", better \"{}\""), part.suggestion);
    }
    if (refusal.parts.size() > shown)
        out += fmt::format(fmt::runtime(spanish ? "; y {} más" : "; and {} more"), refusal.parts.size() - shown);
    return out;
}

/// The year in a date that has one of four digits.
std::string year_in(std::string_view text)
{
    for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
        const auto four = text.substr(i, 4);
        const bool whole = (i == 0 || std::isdigit(static_cast<unsigned char>(text[i - 1])) == 0) &&
                           (i + 4 == text.size() || std::isdigit(static_cast<unsigned char>(text[i + 4])) == 0);
        if (whole && digits_in(four).size() == 4 && (four.starts_with("19") || four.starts_with("20")))
            return std::string(four);
    }
    return {};
}

} // namespace

std::string generalised(const Finding& finding, std::string_view found)
{
    if (finding.rule.starts_with("age90")) return "90 or older";
    if (finding.kind == Kind::date) return year_in(found);
    if (finding.kind == Kind::geographic && finding.rule.starts_with("zip")) {
        const auto digits = digits_in(found);
        if (digits.size() < 5) return {};
        return zip3_may_stay(digits.substr(0, 3)) ? digits.substr(0, 3) + "XX" : "000XX";
    }
    return {};
}

std::string refusal_text(
    const Refusal& refusal,
    const std::vector<std::string>& quotes,
    std::string_view language,
    std::chrono::minutes confirm,
    std::string_view private_contact,
    bool reply
)
{
    const bool spanish = language.starts_with("es");
    const auto found = listed(refusal, quotes, spanish);
    if (refusal.action == Action::warn)
        return fmt::format(
            fmt::runtime(
                spanish
                    ? "Antes de publicar: esto puede decir quién es alguien. Hemos encontrado {}. Puedes quitarlo, "
                      "escribirlo "
                      "de forma más general, o enviarlo solo a las personas que mencionas. Si quieres publicarlo así, "
                      "envía el mismo "
                      "texto otra vez en los próximos {} minutos."
                    : "Before you post: this may tell who somebody is. We found {}. You can leave it out, write it "
                      "more generally, or "
                      "send it only to the people you mention. To post it as it is, send the same text again within {} "
                      "minutes."
            ),
            found,
            confirm.count()
        );
    auto out = fmt::format(
        fmt::runtime(
            spanish
                ? "No publicado: quien trabaja en el hospital no puede publicar datos que identifican a alguien. Hemos "
                  "encontrado {}."
                : "Not posted: staff accounts cannot publish what identifies somebody. We found {}."
        ),
        found
    );
    if (!reply) return out + (spanish ? " Quítalo y envíalo otra vez." : " Leave it out and send it again.");
    out += spanish ? " Puedes responder así: \"Gracias por contárnoslo. Por respeto a la privacidad de todas las "
                     "personas no podemos hablar "
                     "aquí de ello; nos gustaría ayudarte en privado."
                   : " You can answer: \"Thank you for telling us. To protect everybody's privacy we cannot talk about "
                     "it here; we would "
                     "like to help you in private.";
    if (!private_contact.empty())
        out += fmt::format(fmt::runtime(spanish ? " Contacto: {}." : " Please contact {}."), private_contact);
    return out + '"';
}

} // namespace rounds::privacy
