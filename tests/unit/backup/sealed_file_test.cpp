#include "server/backup/archive.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/test_database.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace rounds::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece = 64UL * 1024;

class SealedFile : public ::testing::Test
{
protected:
    void SetUp() override
    {
        make_identity(place("identity"));
        for_recipient = read_lock({}, place("identity.pub"), {});
        of_recipient = read_lock({}, {}, place("identity"));
    }

    [[nodiscard]] fs::path place(const std::string& name) const { return fs::path(folder.path()) / name; }

    void write(const std::string& plain) const
    {
        SealedWriter out(place("file"), for_recipient, Content::instance, true);
        out.write(plain);
        EXPECT_EQ(out.finish(), fs::file_size(place("file")));
    }

    [[nodiscard]] std::string read(std::size_t at_once = 1000) const
    {
        SealedReader in(place("file"), of_recipient, Content::instance);
        std::string plain;
        std::string bytes(at_once, '\0');
        while (const auto got = in.read(bytes.data(), bytes.size())) plain.append(bytes, 0, got);
        return plain;
    }

    [[nodiscard]] std::string content() const
    {
        std::ifstream in(place("file"), std::ios::binary);
        std::ostringstream all;
        all << in.rdbuf();
        return all.str();
    }

    void put(const std::string& bytes) const { std::ofstream(place("file"), std::ios::binary) << bytes; }

    test::TemporaryFolder folder;
    Lock for_recipient;
    Lock of_recipient;
};

std::string text_of(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
    return text;
}

TEST_F(SealedFile, GivesBackWhatWasWrittenAtEverySizeAroundAPiece)
{
    for (const std::size_t size : {0UL, 1UL, piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 5}) {
        write(text_of(size));
        EXPECT_EQ(read(), text_of(size)) << size;
        EXPECT_EQ(read(piece * 4), text_of(size)) << size;
    }
}

TEST_F(SealedFile, AnyChangedByteIsNoticed)
{
    write(text_of(200));
    const auto whole = content();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        put(changed);
        EXPECT_THROW((void)read(), BadFile) << "byte " << at;
    }
}

TEST_F(SealedFile, AnyMissingEndIsNoticed)
{
    write(text_of(2 * piece));
    const auto whole = content();
    const auto last = whole.size() - 17; // the last piece is empty
    for (const auto size : {0UL, 8UL, 113UL, 145UL, 146UL, 146 + piece, 146 + piece + 17, last, whole.size() - 1}) {
        put(whole.substr(0, size));
        EXPECT_THROW((void)read(), BadFile) << size << " bytes";
    }
    put(whole + "x");
    EXPECT_THROW((void)read(), BadFile);
}

TEST_F(SealedFile, SaysWhatItHolds)
{
    write("x");
    EXPECT_THROW((SealedReader{place("file"), of_recipient, Content::keys}), BadFile);
    EXPECT_THROW((SealedReader{place("file"), for_recipient, Content::instance}), BadFile) << "the half that seals";
}

TEST_F(SealedFile, WhatIsNotFinishedIsNotThere)
{
    {
        SealedWriter out(place("file"), for_recipient, Content::instance, false);
        out.write(text_of(3 * piece));
        EXPECT_FALSE(fs::exists(place("file")));
    }
    EXPECT_FALSE(fs::exists(place("file")));
    EXPECT_FALSE(fs::exists(place("file.new")));
    write("first");
    EXPECT_THROW((SealedWriter{place("file"), for_recipient, Content::instance, false}), std::system_error);
    EXPECT_EQ(read(), "first");
}

TEST_F(SealedFile, KeyPairsAreNeverWrittenOver)
{
    EXPECT_THROW(make_identity(place("identity")), std::runtime_error);
    EXPECT_EQ(fs::status(place("identity")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SealedFile, AnArchiveGivesItsFilesBackWithTheirHashes)
{
    std::vector<Entry> written;
    {
        SealedWriter out(place("file"), for_recipient, Content::instance, true);
        ArchiveWriter archive(out);
        written.push_back(archive.put("empty", ""));
        written.push_back(archive.put("media/ab/large", text_of(3UL << 20)));
        archive.begin("pieces");
        for (int i = 0; i < 10; ++i) archive.write("piece");
        written.push_back(archive.end());
        archive.finish();
        (void)out.finish();
    }
    SealedReader in(place("file"), of_recipient, Content::instance);
    ArchiveReader archive(in);
    std::vector<Entry> found;
    std::string bytes(5000, '\0');
    while (archive.next()) {
        while (archive.read(bytes.data(), bytes.size()) > 0) {
        }
        found.push_back(archive.taken());
    }
    EXPECT_EQ(found, written);
    EXPECT_EQ(written[0].sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"); // FIPS 180-4
    EXPECT_EQ(written[2].size, 50U);
}

TEST_F(SealedFile, NamesInAnArchiveLeadNowhereElse)
{
    for (const auto* good : {"rounds.toml", "media/ab/ab.jpg", "audit/heads.jsonl", "a..b"})
        EXPECT_TRUE(is_safe_name(good));
    for (const auto* bad : {"", "/etc/passwd", "..", "../x", "media/../../x", "a//b", "a/", "./a", "a\\b"})
        EXPECT_FALSE(is_safe_name(bad)) << bad;
    {
        SealedWriter out(place("file"), for_recipient, Content::instance, true);
        ArchiveWriter archive(out);
        archive.put("media/../../../etc/passwd", "x");
        archive.finish();
        (void)out.finish();
    }
    SealedReader in(place("file"), of_recipient, Content::instance);
    ArchiveReader archive(in);
    EXPECT_THROW((void)archive.next(), BadFile);
}

} // namespace
} // namespace rounds::backup
