#include "server/push/message.hpp"

#include <algorithm>
#include <array>

namespace rounds::push {
namespace {

constexpr std::size_t languages = 8;
constexpr std::array<std::string_view, languages> codes{"en", "de", "fr", "es", "it", "nl", "pt", "pl"};

struct Line
{
    std::string_view kind;
    std::array<std::string_view, languages> titles; ///< in the order of `codes`
};

constexpr std::array<Line, 15> lines{{
    {"mention",
     {"You were mentioned",
      "Du wurdest erwähnt",
      "Vous avez été mentionné·e",
      "Te han mencionado",
      "Sei stato menzionato",
      "Je bent genoemd",
      "Foi mencionado(a)",
      "Wspomniano o Tobie"}},
    {"status",
     {"A new post",
      "Ein neuer Beitrag",
      "Un nouveau message",
      "Una nueva publicación",
      "Un nuovo post",
      "Een nieuw bericht",
      "Uma nova publicação",
      "Nowy wpis"}},
    {"reblog",
     {"Your post was boosted",
      "Dein Beitrag wurde geteilt",
      "Votre message a été partagé",
      "Han impulsado tu publicación",
      "Il tuo post è stato condiviso",
      "Je bericht is gedeeld",
      "A sua publicação foi partilhada",
      "Twój wpis został podbity"}},
    {"follow",
     {"You have a new follower",
      "Du hast einen neuen Follower",
      "Vous avez un nouvel abonné",
      "Tienes un nuevo seguidor",
      "Hai un nuovo seguace",
      "Je hebt een nieuwe volger",
      "Tem um novo seguidor",
      "Masz nowego obserwującego"}},
    {"follow_request",
     {"Somebody asks to follow you",
      "Jemand möchte dir folgen",
      "Quelqu’un demande à vous suivre",
      "Alguien solicita seguirte",
      "Qualcuno chiede di seguirti",
      "Iemand wil je volgen",
      "Alguém pede para o(a) seguir",
      "Ktoś prosi o możliwość obserwowania Cię"}},
    {"favourite",
     {"Your post was favourited",
      "Dein Beitrag wurde favorisiert",
      "Votre message a été ajouté aux favoris",
      "Tu publicación se ha marcado como favorita",
      "Il tuo post è stato apprezzato",
      "Je bericht is als favoriet gemarkeerd",
      "A sua publicação foi marcada como favorita",
      "Twój wpis dodano do ulubionych"}},
    {"poll",
     {"A poll has ended",
      "Eine Umfrage ist beendet",
      "Un sondage est terminé",
      "Una encuesta ha terminado",
      "Un sondaggio è terminato",
      "Een peiling is beëindigd",
      "Uma votação terminou",
      "Ankieta się zakończyła"}},
    {"update",
     {"A post was edited",
      "Ein Beitrag wurde bearbeitet",
      "Un message a été modifié",
      "Se ha editado una publicación",
      "Un post è stato modificato",
      "Een bericht is bewerkt",
      "Uma publicação foi editada",
      "Wpis został zmieniony"}},
    {"quote",
     {"Your post was quoted",
      "Dein Beitrag wurde zitiert",
      "Votre message a été cité",
      "Han citado tu publicación",
      "Il tuo post è stato citato",
      "Je bericht is geciteerd",
      "A sua publicação foi citada",
      "Zacytowano Twój wpis"}},
    {"quoted_update",
     {"A post you quoted was edited",
      "Ein von dir zitierter Beitrag wurde bearbeitet",
      "Un message que vous avez cité a été modifié",
      "Se ha editado una publicación que citaste",
      "Un post che hai citato è stato modificato",
      "Een bericht dat je citeerde is bewerkt",
      "Uma publicação que citou foi editada",
      "Cytowany przez Ciebie wpis został zmieniony"}},
    {"added_to_collection",
     {"Somebody recommends you",
      "Jemand empfiehlt dich",
      "Quelqu’un vous recommande",
      "Alguien te recomienda",
      "Qualcuno ti consiglia",
      "Iemand beveelt je aan",
      "Alguém recomenda-o(a)",
      "Ktoś Cię poleca"}},
    {"collection_update",
     {"A collection with you was edited",
      "Eine Sammlung mit dir wurde bearbeitet",
      "Une collection avec vous a été modifiée",
      "Se ha editado una colección contigo",
      "Una raccolta con te è stata modificata",
      "Een verzameling met jou is bewerkt",
      "Uma coleção consigo foi editada",
      "Zmieniono kolekcję z Tobą"}},
    {"admin.sign_up",
     {"Somebody signed up",
      "Jemand hat sich registriert",
      "Quelqu’un s’est inscrit",
      "Alguien se ha registrado",
      "Qualcuno si è iscritto",
      "Iemand heeft zich geregistreerd",
      "Alguém registou-se",
      "Ktoś się zarejestrował"}},
    {"moderation_warning",
     {"A message from the moderators",
      "Eine Nachricht der Moderation",
      "Un message de la modération",
      "Un mensaje de la moderación",
      "Un messaggio dei moderatori",
      "Een bericht van de moderatoren",
      "Uma mensagem da moderação",
      "Wiadomość od moderatorów"}},
    {"admin.report",
     {"A new report",
      "Eine neue Meldung",
      "Un nouveau signalement",
      "Un nuevo informe",
      "Una nuova segnalazione",
      "Een nieuwe rapportage",
      "Uma nova denúncia",
      "Nowe zgłoszenie"}},
}};

constexpr Line other{
    "",
    {"A notification",
     "Eine Mitteilung",
     "Une notification",
     "Una notificación",
     "Una notifica",
     "Een melding",
     "Uma notificação",
     "Powiadomienie"}
};

} // namespace

std::string_view title(std::string_view kind, std::string_view locale)
{
    const auto language = std::ranges::find(codes, locale.substr(0, 2));
    const auto column = language == codes.end() ? 0 : static_cast<std::size_t>(language - codes.begin());
    const auto line = std::ranges::find(lines, kind, &Line::kind);
    return (line == lines.end() ? other : *line).titles.at(column);
}

} // namespace rounds::push
