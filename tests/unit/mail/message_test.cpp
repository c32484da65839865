#include "server/mail/letters.hpp"
#include "server/mail/message.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rounds::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Time noon = parse_iso8601("2026-11-30T12:00:00Z").value();

std::string composed(const Mail& mail, const Sender& sender = {.address = "rounds@mercy.example", .name = "Mercy"})
{
    return compose(mail, sender, "1", noon);
}

TEST(MailMessage, HasTheHeadersOfAMail)
{
    const auto text = composed({.to = "ann@home.example", .subject = "Hello", .body = "One\nTwo\n"});
    EXPECT_EQ(
        text,
        "Date: Mon, 30 Nov 2026 12:00:00 +0000\r\n"
        "From: \"Mercy\" <rounds@mercy.example>\r\n"
        "To: <ann@home.example>\r\n"
        "Subject: Hello\r\n"
        "Message-ID: <1@mercy.example>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "One\r\nTwo\r\n"
    );
}

// N69
TEST(MailMessage, NothingAddsAHeader)
{
    const auto text = composed(
        {.to = "a@b.example\r\nBcc: c@d.example", .subject = "x\r\nBcc: c@d.example", .body = "y\n"},
        {.address = "r@m.example\nBcc: c@d.example", .name = "\"M\"\r\nBcc: c@d.example"}
    );
    EXPECT_THAT(text, Not(HasSubstr("\nBcc:")));
}

TEST(MailMessage, EncodesWhatIsNotAscii)
{
    std::string subject;
    for (int i = 0; i < 60; ++i) subject += "ñ";
    std::string body = "café = 1\n.\nFrom here\nblank \n";
    for (int i = 0; i < 100; ++i) body += "ü";
    const auto text = composed({.to = "a@b.example", .subject = subject, .body = body});
    for (const auto line : text::split(text, '\n')) EXPECT_LE(line.size(), 77U) << line; // with its CR
    EXPECT_THAT(text, HasSubstr("Subject: =?UTF-8?B?"));
    EXPECT_THAT(text, HasSubstr("caf=C3=A9 =3D 1\r\n=2E\r\n=46rom here\r\nblank=20\r\n"));
    for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

TEST(Letters, AllAreWrittenInBothLanguages)
{
    const json::object words{
        {"username", "ann"},
        {"domain", "mercy.example"},
        {"instance", "Mercy"},
        {"base", "https://mercy.example"},
        {"link", "https://mercy.example/x?token=a&b='c'"},
        {"hours", 48},
        {"minutes", 60},
        {"when", "now"},
        {"browser", "<b>"},
        {"contact", "h@m.example"},
        {"on", true},
        {"full_name", true},
        {"approval", true}
    };
    std::size_t letters = 0;
    for (const auto& file : embedded::server_mail()) {
        const auto dot = file.name.find('.');
        const auto kind = file.name.substr(0, dot);
        const auto language = file.name.substr(dot + 1, 2);
        const auto text = write_letter(kind, language, words);
        ++letters;
        for (const auto& part : {text.subject, text.body}) {
            EXPECT_FALSE(part.empty()) << file.name;
            EXPECT_THAT(part, Not(HasSubstr("{{"))) << file.name;
            EXPECT_THAT(part, Not(HasSubstr("&amp;"))) << file.name << " is no HTML";
            EXPECT_THAT(part, Not(HasSubstr("\n\n\n"))) << file.name;
        }
        if (language == "en") EXPECT_NE(write_letter(kind, "es-MX", words).body, text.body) << file.name;
        if (language == "en") EXPECT_EQ(write_letter(kind, "fi", words).body, text.body) << file.name;
    }
    EXPECT_EQ(letters, 36U);
    EXPECT_THROW((void)write_letter("none", "en", words), std::runtime_error);
}

} // namespace
} // namespace rounds::mail
