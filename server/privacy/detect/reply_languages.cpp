#include "server/privacy/detect/reply_rules.hpp"

#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/sentence.hpp"

namespace rounds::privacy {
namespace {

// Conditions and advice in Spanish, Portuguese, French, German, Italian and Dutch, without accents. What a studio, a
// talk or a chat did is no treatment either.
ROUNDS_PATTERN(
    advice,
    R"(\b(?:si (?:usted|tiene|le|se|no|toma|olvid\w*|su|es|nota|presenta|quiere|desea|necesita|hay)|cuando (?:tenga|note|se|le den|reciba)|pregunte|consulte|hable con|lleve|pida|puede(?:n)? (?:pedir|solicitar|consultar|llamar|ver)|conviene|siempre|nunca|cualquier|todos|todas|la gente|los pacientes|las personas|se recomienda|se (?:voce|o senhor|a senhora|tiver|tomar|esquecer|sentir|notar|for)|caso (?:voce|tenha|sinta)|converse com|pergunte|procure|leve|todo mundo|as pessoas|os pacientes|si vous|en cas|demandez|parlez|consultez|apportez|pensez a|mesurez|chaque|toujours|les patients|les gens|on peut|vous pouvez|wenn (?:sie|ihr|ihre|es)|falls|fragen sie|sprechen sie|bringen sie|messen sie|denken sie|sie (?:konnen|sollten|mussen)|patienten sollten|viele|menschen|se (?:lei|ha|prende|dimentica|nota)|chieda|parli con|porti|i pazienti|als u|vraag|neem .{0,20} mee|bespreek)\b)"
)
ROUNDS_PATTERN(
    public_matter,
    R"(\b(?:charla|chat|congreso|seminario|webinar|jornada|articulo|(?:el|este|ese) estudio|ensayo|encuesta|comentario|mensaje|opinion|pagina|red|grupo|comunidad|palestra|artigo|estudo|pesquisa|comentario|mensagem|pagina|rede|comunidade|congres|colloque|article|etude|essai|commentaire|message|reseau|communaute|groupe|page|vortrag|kongress|studie|artikel|umfrage|kommentar|nachricht|netzwerk|gruppe|seite|gemeinschaft|convegno|articolo|studio|commento|messaggio|rete|bijeenkomst|onderzoek|bericht|netwerk)\b)"
)

void told(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.lower(sentence_at(scan.lower(), place.begin));
    if (refuses_to_tell(scan, place) || scan.has(text, advice()) || scan.has(text, public_matter())) return;
    scan.found(rule.kind, place, rule.id);
}

#define ES_EVENT                                                                                                       \
    "(?:cita|consulta|visita|turno|operacion|cirugia|expediente|historial?|historia|ingreso|tratamiento|seguro|"       \
    "resultados?|analisis|analitica|biopsia|factura|tomografia|resonancia|radiografia|ecografia|receta|embarazo|"      \
    "parto|recuperacion|diagnostico|estancia|internacion|hospitalizacion|alta|cuenta|deuda|saldo|muela|protesis|"      \
    "rodilla|cadera|herida|quimio(?:terapia)?|sesion(?:es)?|vacuna|estudios?|examen(?:es)?|placa|medicacion|dosis|"    \
    "ficha|poliza|espera|urgencias?)"
#define PT_EVENT                                                                                                       \
    "(?:consulta|visita|cirurgia|operacao|prontuario|ficha|internacao|tratamento|convenio|plano|resultados?|exames?|"  \
    "biopsia|conta|fatura|tomografia|ressonancia|receita|gravidez|gestacao|parto|recuperacao|diagnostico|alta|"        \
    "procedimento|historico|retorno|sessao|sessoes|quimio(?:terapia)?|dose|medicacao|remedio|espera|atendimento|"      \
    "joelho|quadril|dente)"
#define FR_EVENT                                                                                                       \
    "(?:rendez-vous|rdv|consultation|visite|passage|operation|intervention|dossier|hospitalisation|sejour|traitement|" \
    "mutuelle|resultats?|analyses?|biopsie|facture|scanner|irm|radio(?:graphie)?|echographie|ordonnance|grossesse|"    \
    "accouchement|convalescence|retablissement|diagnostic|sortie|prise en charge|examens?|seances?|chimio\\w*|dent|"   \
    "genou|hanche|plaie|attente|compte-rendu|bilan|prothese)"
#define DE_EVENT                                                                                                       \
    "(?:termin|besuch|aufenthalt|operation|op|akte|krankenakte|behandlung|versicherung|krankenkasse|ergebnisse?|"      \
    "befunde?|blutwerte|blutbild|biopsie|rechnung|ct|mrt|rontgenbild|rezept|schwangerschaft|entbindung|genesung|"      \
    "diagnose|entlassung|untersuchung|aufnahme|wartezeit|laborwerte|zahn|knie|hufte|wunde|chemo\\w*|sitzung|"          \
    "medikation|"                                                                                                      \
    "uberweisung|unterlagen|eingriff|impfung|narkose)"

} // namespace

const RuleSet& foreign_reply_rules()
{
    static const RuleSet all(std::
                                 vector<Rule>{
                                     {"relation.es",
                                      R"(\b(?:su|sus|tu|tus|vuestr[oa]s?) (?:\w+ ){0,2}?)" ES_EVENT
                                      R"(\b|\b(?:usted|ud\.?|vd\.?|tu) (?:ya |no |nunca |tambien |siempre )?(?:se |nos |lo |la |le )?(?:ingreso|vino|viniste|llego|llegaste|rechazo|acudio|presento|firmo|fue|estuvo|estuviste|recibio|pidio|solicito|cancelo|nego|dijo|pago|debe|debia|falto|salio|tuvo|traia|trajo|tomo|dejo|abandono|acepto|estaba|era)\b|\b(?:cuando|el dia que|la noche que|desde que) (?:usted |nos |se )?(?:ingreso|vino|viniste|llego|llegaste|acudio|estuvo|estuviste|fue atendid[oa]|entro|nos visito)\b|\b(?:le|te|lo|la|los|las|les) (?:\w+ )?(?:atendimos|atendieron|atendi|vimos|vi|operamos|opere|explicamos|explique|recetamos|recete|llamamos|llame|dimos|di|ofrecimos|informamos|hicimos|hice|pusimos|trasladamos|derivamos|ingresamos|tratamos|trate|avisamos|indicamos|indique|programamos|reprogramamos|realizamos|enviamos|cobramos|esperamos (?:el|manana))\b|\bcomo su (?:medic[oa]|doctora?|enfermer[oa]|dentista|cirujan[oa]|psicolog[oa])\b|\bnuestr[oa] paciente\b|\b(?:que|como) (?:le|te) (?:recete|recetamos|indique|indicamos|explique|explicamos|dije|dijimos|puse|pusimos|mande|mandamos)\b|\b(?:a )?(?:su|tu) (?:papa|mama|padre|madre|hij[oa]|espos[oa]|marido|mujer|abuel[oa]|herman[oa]|bebe|familiar|tia|tio) (?:\w+ ){0,2}(?:fue|estuvo|estaba|llego|ingreso|lo|la|le|se|ya|recibio|tenia|fallecio|vino|era|esta|salio|quedo|necesitaba)\b|\b(?:gracias|alegra|alegramos|alegr\w+|feliz|felices|contentos?|encantad\w+|gusto|placer)\b[^.!?\n]{0,40}\b(?:confiar(?:nos)? (?:en nosotros|su)|confianza (?:en|depositada)|su (?:visita|operacion|cirugia|recuperacion|embarazo|parto)|haberl[oa] (?:atendido|cuidado)|atenderl[oa]|cuidarl[oa]|que (?:ya )?(?:este|se sienta|se encuentre|siga) mejor|tenerl[oa] como paciente|venir|elegirnos|haya salido)\b|\b(?:nuestros registros|nuestro sistema)\b|\bno (?:se presento|acudio|pago|vino) a\b|\b(?:vuelva|regrese|venga|pase) (?:a vernos |a consulta )?(?:el |manana|en (?:dos|una|\d))|\b(?:siga|continue|tome|suspenda) (?:con )?(?:el|la|los|las) \w+ que le\b|\bno consta (?:que|ninguna|su)\b|\bno (?:encontramos|tenemos) (?:ninguna? )?(?:cita|registro|historia|expediente)\b|\b(?:espera|demora|trato|molestias?|retraso) (?:que )?(?:tuvo|sufrio|recibio|paso|le)\b|\batender(?:le|lo|la|te)\b|\bmejorese\b|\bse (?:le|te|les) (?:ofrecio|explico|atendio|informo|dio|hizo|realizo|aviso|receto|indico|tomo|puso)\b|\b(?:todavia|aun|nos) debe\b|\ble recuerdo\b|\bque (?:le|te) (?:hicimos|hice|hicieron|sacamos|tomamos|pusimos|pedimos)\b|\brevise (?:su|tu)\b|\b(?:usted|ud) (?:abandono|interrumpio|dejo|falto|insulto|grito|espero)\b|\bfue (?:atendid|ingresad|operad|dad|valorad|trasladad|vist)[oa]\b)",
                                      told,
                                      Kind::other},
                                     {"relation.pt",
                                      R"(\b(?:a |o |na |no |da |do |sua|seu|suas|seus|tua|teu)? ?(?:sua|seu|suas|seus|tua|teu) (?:\w+ )?)" PT_EVENT
                                      R"(\b|\b(?:o senhor|a senhora|voce|vc|tu) (?:ja |nao |nunca |tambien |mesm[oa] )?(?:se |nos )?(?:foi|veio|esteve|chegou|recusou|assinou|recebeu|pediu|cancelou|faltou|compareceu|disse|pagou|deve|saiu|teve|tinha|tomou|deixou|abandonou|aceitou|estava|internou|passou|fez|era|ficou|trouxe)\b|\bquando (?:o senhor|a senhora|voce) (?:veio|chegou|esteve|internou|deu entrada|foi|passou)\b|\b(?:atendemos|operamos|examinamos|tratamos|medicamos|internamos|avaliamos|explicamos|receitamos|ligamos|avisamos|informamos|encaminhamos|remarcamos|acompanhamos) (?:o senhor|a senhora|voce|vc|para|a sua|o seu|sua|seu|pra)\b|\b(?:lhe|te|o|a) (?:atendemos|atendi|operei|operamos|explicamos|expliquei|receitei|receitamos|avisamos|ligamos|examinei|examinamos)\b|\b(?:que|como) (?:\w+ )?(?:receitei|receitamos|prescrevi|prescrevemos|expliquei|explicamos|combinamos|orientei|orientamos|passei)\b|\bcomo (?:seu|sua) (?:medic[oa]|enfermeir[oa]|dentista|psicolog[oa])\b|\bnoss[oa] paciente\b|\b(?:sua|seu) (?:mae|pai|filh[oa]|espos[oa]|marido|mulher|avo|irma|irmao|bebe|tia|tio) (?:\w+ ){0,2}(?:foi|esteve|estava|chegou|ja|recebeu|tinha|faleceu|veio|era|esta|ficou|deu|precisou|recusou)\b|\b(?:obrigad[oa]|agradecemos|feliz|felizes|alegria|prazer|bom saber|fico feliz|ficamos felizes)\b[^.!?\n]{0,40}\b(?:confiar em nos|confianca|sua (?:visita|cirurgia|recuperacao|gravidez)|seu (?:parto|tratamento)|cuidar de voce|ter (?:cuidado|atendido)|que (?:esteja|se sinta) melhor|sua melhora|escolher)\b|\bnossos registros\b|\b(?:parto|cirurgia|tratamento|consulta|atendimento|internacao) (?:conosco|com a gente|aqui)\b|\b(?:seu|sua) (?:exame|laudo|receita|prontuario)\b|\b(?:gostou|gostaram) do\b|\b(?:volte|retorne|venha) (?:na|no|em|amanha|segunda|terca|quarta|quinta|sexta)|\bnao (?:compareceu|pagou|veio|voltou)\b|\bfoi (?:atendid|internad|operad|liberad|examinad|medicad)[oa]\b)",
                                      told,
                                      Kind::other},
                                     {"relation.fr",
                                      R"(\b(?:votre|vos|ton|ta|tes) (?:\w+ ){0,2}?)" FR_EVENT
                                      R"(\b|\bvous (?:aviez|avez|etiez|etes (?:venue?|partie?|arrivee?|sortie?|reste|passe|entree?|tombee?|suivie?|notre patiente?)|n'avez|n'etes|etes suivie?|ne vous etes|vous etes (?:presente|plaint|montre))\b[^.!?\n]{0,30}\b(?:venue?|partie?|ete|refuse|signe|recue?|vue?|soignee?|operee?|attendu|manque|annule|paye|arrivee?|dit|pris|demande|fievre|rendez-vous|rdv|dossier|presentee?|consulte|accouche|quitte|oublie|pas)\b|\bnous vous (?:avons|avions)\b|\bje vous ai (?:\w+ )?(?:prescrit|explique|vue?|opere|recue?|dit|examine|propose|appele|soigne|donne|adresse)\b|\b(?:que|comme) (?:je|nous) (?:vous (?:ai|avons)|l'avons) (?:\w+ )?(?:prescrit|explique|dit|donne|propose|montre|indique|discute)\b|\blors de (?:votre|vos)\b|\b(?:quand|lorsque) vous (?:etes|etiez|avez)\b|\ben tant que (?:votre )?(?:medecin|infirmiere?|dentiste|chirurgien)\b|\bcomme votre medecin\b|\bnotre patiente?\b|\bque nous (?:vous )?(?:avons|avions) (?:fait|faite|pris|prise|realise|posee?|donnee?|prescrite?|propose)\w*\b|\bvous etes (?:venu|arriv|parti|sorti|rest|pass|entr|tomb)\w+\b|\b(?:retard|douleurs?) (?:que vous|ce jour)\b|\b(?:votre|ton|ta) (?:pere|mere|mari|femme|fils|fille|frere|soeur|bebe|enfant|epoux|epouse|grand-mere|grand-pere|conjoint|compagne|compagnon) (?:\w+ ){0,2}(?:a|est|etait|avait|n'a|n'est|va|fut|ait)\b|\b(?:merci|ravie?s?|heureux|heureuse|content\w*|plaisir)\b[^.!?\n]{0,40}\b(?:votre (?:confiance|visite|operation|venue|retablissement|grossesse|sejour|guerison)|de vous (?:avoir (?:soigne|accueilli|recu|suivi)|revoir|soigner)|que vous alliez mieux|votre .{0,20}bien passee?|nous avoir choisis)\b|\bd'apres (?:notre|nos|votre|le) (?:dossier|registre|systeme|notes)\b|\b(?:revenez|repassez) (?:me voir |nous voir )?(?:lundi|mardi|mercredi|jeudi|vendredi|demain|dans|le)\b)",
                                      told,
                                      Kind::other},
                                     {"relation.de",
                                      R"(\b(?:ihre?[nmrs]?|deine?[nmrs]?|euer|eure[nmrs]?) (?:\w+ ){0,2}?)" DE_EVENT
                                      R"(\b|\bbei (?:ihre[mr]|deine[mr]) (?:\w+ )?(?:\w+)\b[^.!?\n]{0,40}\b(?:haben|hat|war|waren|wurde|wurden|hatten)\b|\b(?:sie|du) (?:waren|warst|wurden|wurdest|hatten|hattest|kamen|kamst|sind (?:\w+ ){0,3}(?:nicht )?(?:gekommen|erschienen|gegangen|patient\w*|entlassen)|haben (?:\w+ ){0,5}(?:abgelehnt|unterschrieben|abgesagt|versaumt|verweigert|bekommen|erhalten|gewartet|bezahlt|abgebrochen|verlassen|verschwiegen|genommen|eingewilligt|zugestimmt))\b|\bwir (?:haben|hatten|mussten|konnten) (?:sie|ihnen|dich|dir|ihr\w*)\b|\bich (?:habe|hatte) (?:sie|ihnen|dich|dir) [^.!?\n]{0,40}(?:verschrieben|behandelt|untersucht|operiert|erklart|gesehen|gesagt|geholfen|aufgeklart|angerufen|beraten)\b|\b(?:das|die|den) (?:\w+ )?(?:ich|wir) (?:ihnen|dir) (?:verschrieben|gegeben|empfohlen|verordnet)\b|\bwie (?:ich|wir) (?:ihnen|dir)\b|\bals (?:sie|du) (?:bei uns|zu uns|in|hier|kamen|kamst|eingeliefert|aufgenommen|entlassen|operiert)\b|\bals (?:ihre?|dein) (?:\w+ )?(?:arzt|arztin|zahnarzt|zahnarztin|hausarzt|pfleger|therapeut\w*)\b|\bunsere?[nrm]? (?:langjahrige[nr]? )?patient(?:in)?\b|\bin (?:ihrer|deiner) (?:akte|kartei|krankenakte|patientenakte)\b|\b(?:ihre?[nmr]?|deine?[nmr]?) (?:vater|mutter|mann|frau|sohn|tochter|bruder|schwester|kind|baby|oma|opa|angehorige\w*) (?:\w+ ){0,2}(?:wurde|war|hatte|hat|ist|kam|konnte|musste|bekam|verstarb|starb|wollte)\b|\b(?:danke|dank|freut|freuen|schon|froh|glucklich)\b[^.!?\n]{0,50}\b(?:ihr (?:vertrauen|besuch)|ihrer (?:operation|op|behandlung|genesung)|der (?:operation|op|behandlung|geburt)|(?:ihnen|dir) (?:\w+ ){0,5}besser geht|sie (?:\w+ )?(?:behandeln|betreuen|begleiten)|besser geht|gut uberstanden|gut verheilt)\b|\b(?:termin|platz|bett|rezept|befund)\b[^.!?\n]{0,30}\b(?:fur sie|fur dich|reserviert|frei gehalten|mitgenommen)\b|\b(?:fur sie|ihnen) (?:\w+ ){0,4}(?:frei ?gehalten|reserviert|verschoben|mitgegeben)\b|\blaut (?:unserer|ihrer|der) (?:akte|unterlagen|kartei|dokumentation)\b|\b(?:kommen|kommt) sie (?:am|morgen|ubermorgen|nachste|wieder|montag|in)\b)",
                                      told,
                                      Kind::other},
                                     {"relation.it_nl_pl",
                                      R"(\b(?:sua|suo|sue|suoi|tua|tuo) (?:\w+ )?(?:visita|appuntamento|intervento|cartella|ricovero|degenza|referto|esami?|biopsia|fattura|ricetta|gravidanza|parto|diagnosi|terapia|cura|dimissione|operazione|risonanza|tac|radiografia|prenotazione|assicurazione|guarigione|dente)\b|\b(?:quando|dopo che|il giorno in cui) (?:lei )?(?:e (?:venut[oa]|arrivat[oa]|stat[oa]|entrat[oa])|era)\b|\b(?:le|la|lo|l'|ti|vi) ?(?:abbiamo|ho) (?:\w+ )?(?:visitat|spiegat|prescritt|operat|curat|dat|dett|chiamat|propost|informat|seguit|fatt|dimess|vist)\w*\b|\b(?:lei )?(?:ha (?:rifiutato|firmato|annullato|saltato|chiesto|abbandonato)|non si e presentat[oa])\b|\bche le (?:ho|abbiamo) (?:fatto|fatta)\b|\bche le (?:ho|abbiamo) (?:prescritto|dato|consigliato)\b|\bnostr[oa] paziente\b|\bin qualita di su[oa] medic[oa]\b|\b(?:sua|suo) (?:madre|padre|figli[oa]|marito|moglie|fratello|sorella|nonn[oa]|bambin[oa]) (?:\w+ ){0,2}(?:e|era|ha|aveva|fu|sta)\b|\b(?:liet[oi]|felic[ei]|content[oi]|grazie)\b[^.!?\n]{0,40}\b(?:su[oa] (?:fiducia|visita|intervento|guarigione|operazione|parto)|averl[oa] (?:seguit|curat|come)\w*)\b|\b(?:uw|jouw|je) (?:\w+ )?(?:afspraak|bezoek|opname|operatie|dossier|behandeling|verzekering|uitslagen?|uitslag|bloedwaarden|bloedonderzoek|biopt|factuur|scan|rontgenfoto|recept|zwangerschap|bevalling|herstel|diagnose|ontslag|onderzoek|consult|kies|knie|heup|wond|verblijf|medicatie)\b|\b(?:hebben|heb|hadden) (?:wij|we|ik) (?:u|je|jou) \w*\b|\b(?:wij|we|ik) (?:hebben|heb|zagen|zag) (?:u|je|jou)\b|\b(?:u|je) (?:was|werd|kwam|had|bent (?:\w+ ){0,3}(?:geweest|gekomen|opgenomen|ontslagen)|heeft (?:\w+ ){0,4}(?:geweigerd|getekend|afgezegd|gehad|gekregen))\b|\b(?:toen|tijdens) (?:u|uw|je)\b|\b(?:uw|je) (?:vader|moeder|man|vrouw|zoon|dochter|broer|zus|kind|baby|oma|opa) (?:\w+ )?(?:was|werd|had|is|heeft|kwam)\b|\b(?:pana|pani|panstwa) (?:wizyta|wyniki|dokumentacja|operacja|zabieg|karta|recepta|leczenie)\b|\b(?:byl pan|byla pani|przyjelismy pan|leczylismy pan|zgodnie z pana|zgodnie z pani)\w*)",
                                      told,
                                      Kind::other},
                                 });
    return all;
}

} // namespace rounds::privacy
