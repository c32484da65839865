#include "server/http/params.hpp"

#include "server/http/multipart.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::http {
namespace {

Request form(std::string body, std::string query = {})
{
    Request request;
    request.query = std::move(query);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    request.body = std::move(body);
    return request;
}

Request json_body(std::string body)
{
    Request request;
    request.headers.add("content-type", "Application/JSON");
    request.body = std::move(body);
    return request;
}

Request multipart(std::string body, std::string boundary = "B")
{
    Request request;
    request.headers.add("Content-Type", "multipart/form-data; boundary=" + boundary);
    request.body = std::move(body);
    return request;
}

std::string part(std::string_view name, std::string_view content, std::string_view more = {})
{
    std::string text = "--B\r\nContent-Disposition: form-data; name=\"";
    return text.append(name).append("\"").append(more).append("\r\n\r\n").append(content).append("\r\n");
}

std::string tree_of(const Request& request)
{
    const auto params = Params::from(request);
    return params ? json::serialize(params->tree()) : params.error().message();
}

TEST(Params, FormsBecomeTrees)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "{}"},
        {"a=1&b=2", R"({"a":"1","b":"2"})"},
        {"a", R"({"a":""})"},
        {"a=", R"({"a":""})"},
        {"a=1=2", R"({"a":"1=2"})"},
        {"&&a=1&", R"({"a":"1"})"},
        {"a=1&a=2", R"({"a":"2"})"},
        {"status=Hello+World%21", R"({"status":"Hello World!"})"},
        {"a%5Bb%5D=1", R"({"a":{"b":"1"}})"},
        {"media_ids[]=1&media_ids[]=2", R"({"media_ids":["1","2"]})"},
        {"poll[options][]=x&poll[options][]=y&poll[multiple]=true",
         R"({"poll":{"options":["x","y"],"multiple":"true"}})"},
        {"f[0][name]=n&f[0][value]=v&f[1][name]=m", R"({"f":{"0":{"name":"n","value":"v"},"1":{"name":"m"}}})"},
        {"k[][a]=1&k[][b]=2&k[][a]=3", R"({"k":[{"a":"1","b":"2"},{"a":"3"}]})"},
        {"a[b][c][d][e][f][g]=1", R"({"a":{"b":{"c":{"d":{"e":{"f":{"g":"1"}}}}}}})"},
    };
    for (const auto& [body, tree] : cases) {
        EXPECT_EQ(tree_of(form(body)), tree) << body;
        EXPECT_EQ(tree_of(form("", body)), tree) << "query " << body;
    }
}

TEST(Params, HostileFormsAreRefused)
{
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "k" + std::to_string(i) + "=1&";
    std::string deep = "a";
    for (int i = 0; i < 10'000; ++i) deep += "[b]";
    for (const std::string& body : std::vector<std::string>{
             "a=1&a[b]=2",
             "a[b]=2&a=1",
             "a[]=2&a[b]=1",
             "a[b]=2&a[]=1",
             "a[=1",
             "a]=1",
             "a[b]c=1",
             "a[b[c]]=1",
             "[a]=1",
             "=1",
             "a=%",
             "a=%4",
             "a=%zz",
             "a=%00",
             "a=%ff",
             "%ff=1",
             "a[b][c][d][e][f][g][h][i]=1",
             deep + "=1",
             many,
         })
        EXPECT_EQ(tree_of(form(body)), "invalid argument") << body.substr(0, 60);
    many.resize(many.rfind("k1000"));
    EXPECT_NE(tree_of(form(many)), "invalid argument");
}

TEST(Params, JsonBodies)
{
    EXPECT_EQ(tree_of(json_body(R"({"a":[1,{"b":null}]})")), R"({"a":[1,{"b":null}]})");
    EXPECT_EQ(tree_of(json_body("")), "{}");
    EXPECT_EQ(tree_of(json_body("  ")), "{}");
    std::string wide = "{\"a\":[0";
    for (int i = 0; i < 1000; ++i) wide += ",0";
    for (const std::string& body : std::vector<std::string>{
             "[]",
             "1",
             "{",
             R"({"a":1,"a":2})",
             R"({"a":"\u0000"})",
             R"({"a":1e400})",
             R"({"a":[[[[[[[[1]]]]]]]]})",
             wide + "]}",
         })
        EXPECT_EQ(tree_of(json_body(body)), "invalid argument") << body.substr(0, 60);
    EXPECT_NE(tree_of(json_body(R"({"a":[[[[[[[1]]]]]]]})")), "invalid argument");
}

TEST(Params, BodyWinsOverQuery)
{
    EXPECT_EQ(tree_of(form("a=body&b=1", "a=query&c=2")), R"({"a":"body","c":"2","b":"1"})");
    Request other = form("a=body", "a=query");
    other.headers.set("Content-Type", "application/activity+json");
    EXPECT_EQ(tree_of(other), R"({"a":"query"})");
}

TEST(Params, Readers)
{
    const auto params =
        Params::from(
            json_body(R"({"t":"x","i":7,"n":-3,"b":true,"no":false,"z":null,"d":1.5,"l":["a",2],"o":{"k":"v"},)"
                      R"("ids[]":["1"],"big":99999999999999999999})")
        )
            .value();
    EXPECT_EQ(params.text("t"), "x");
    EXPECT_EQ(params.text("i"), "7");
    EXPECT_EQ(params.text("b"), "true");
    EXPECT_EQ(params.text("d"), "1.5");
    EXPECT_FALSE(params.text("z"));
    EXPECT_FALSE(params.text("l"));
    EXPECT_FALSE(params.text("absent"));
    EXPECT_TRUE(params.has("z"));
    EXPECT_EQ(params.text_or("absent", "else"), "else");
    EXPECT_EQ(params.integer("i"), 7);
    EXPECT_EQ(params.integer("n"), -3);
    EXPECT_FALSE(params.integer("t"));
    EXPECT_FALSE(params.integer("big"));
    EXPECT_EQ(params.flag("b"), true);
    EXPECT_EQ(params.flag("no"), false);
    EXPECT_EQ(params.flag("t"), false);
    EXPECT_FALSE(params.flag("absent"));
    EXPECT_EQ(params.texts("l"), (std::vector<std::string>{"a", "2"}));
    EXPECT_EQ(params.texts("l[]"), (std::vector<std::string>{"a", "2"}));
    EXPECT_EQ(params.texts("t"), std::vector<std::string>{"x"});
    EXPECT_EQ(params.texts("ids"), std::vector<std::string>{"1"});
    EXPECT_TRUE(params.texts("absent").empty());
    EXPECT_EQ(params.object("o").text("k"), "v");
    EXPECT_TRUE(params.object("t").tree().empty());
    for (const std::string_view yes : {"true", "1", "on", "t", "yes", "True"})
        EXPECT_EQ(Params::from(form("f=" + std::string{yes}))->flag("f"), true) << yes;
}

TEST(Params, ListsInEverySpelling)
{
    const std::vector<std::string> both{"1", "2"};
    for (const std::string body : {"id[]=1&id[]=2", "id[0]=1&id[1]=2", "id[1]=2&id[0]=1", "id[10]=2&id[9]=1"})
        EXPECT_EQ(Params::from(form(body))->texts("id"), both) << body;
    for (const std::string body : {"f[0][name]=a&f[1][name]=b", "f[][name]=a&f[][name]=b"}) {
        const auto objects = Params::from(form(body))->objects("f");
        ASSERT_EQ(objects.size(), 2U) << body;
        EXPECT_EQ(objects[1].text("name"), "b");
    }
    const auto from_json = Params::from(json_body(R"({"f":[{"name":"a"},3]})"))->objects("f");
    EXPECT_EQ(from_json.size(), 1U);
}

TEST(Multipart, FieldsAndFiles)
{
    const auto params = Params::from(multipart(
        part("poll[options][]", "x") + part("description", "two\r\nlines --B not a delimiter") +
        part("file", std::string("\0\r\n--A", 6), "; filename=\"scan.png\"\r\nContent-Type: image/png") +
        part("empty", "") + part("unused", "", "; filename=\"\"") + "--B--\r\n"
    ));
    ASSERT_TRUE(params);
    EXPECT_EQ(
        json::serialize(params->tree()),
        R"({"poll":{"options":["x"]},"description":"two\r\nlines --B not a delimiter","empty":""})"
    );
    ASSERT_EQ(params->files().size(), 1U);
    EXPECT_EQ(params->files()[0].field, "file");
    EXPECT_EQ(params->files()[0].file_name, "scan.png");
    EXPECT_EQ(params->files()[0].content_type, "image/png");
    EXPECT_EQ(params->files()[0].content, std::string("\0\r\n--A", 6));
}

TEST(Multipart, FileNamesAreLabels)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"; filename=\"../../etc/passwd\"", "passwd"},
        {"; filename=\"C:\\temp\\x.png\"", "x.png"},
        {"; filename=\"..\"", "file"},
        {"; filename=\"a\\\"b\"", "a\"b"},
        {"; filename=plain.txt", "plain.txt"},
        {"; filename=\"x.png\"; filename*=UTF-8''na%C3%AFve.png", "na\xc3\xafve.png"},
        {"; filename*=UTF-8''..%2F..%2Fx", "x"},
        {"; filename=\"" + std::string(300, 'n') + "\"", std::string(255, 'n')},
    };
    for (const auto& [more, name] : cases) {
        const auto params = Params::from(multipart(part("f", "x", more) + "--B--"));
        ASSERT_TRUE(params) << more;
        ASSERT_EQ(params->files().size(), 1U);
        EXPECT_EQ(params->files()[0].file_name, name);
    }
}

TEST(Multipart, HostileBodiesAreRefused)
{
    std::string many;
    for (int i = 0; i < 1001; ++i) many += part("k" + std::to_string(i), "v");
    for (const std::string& body : std::vector<std::string>{
             "",
             "--B",
             "--B\r\n",
             "--C\r\n\r\n\r\n--C--",
             part("a", "1"),              // no closing delimiter
             "--B\r\n\r\nvalue\r\n--B--", // no name
             "--B\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--B--",
             "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nvalue\r\n--B--",
             "--B\r\nno colon\r\n\r\nvalue\r\n--B--",
             part("a", "1", "\r\nX: " + std::string(9000, 'x')) + "--B--",
             part("a", "\xff") + "--B--",
             part("a[", "1") + "--B--",
             many + "--B--",
         })
        EXPECT_EQ(tree_of(multipart(body)), "invalid argument") << body.substr(0, 60);
    const auto good = part("a", "1") + "--B--";
    EXPECT_EQ(tree_of(multipart(good)), R"({"a":"1"})");
    for (const auto& boundary : std::vector<std::string>{"", std::string(71, 'b'), "\"\"", "\"a"})
        EXPECT_EQ(tree_of(multipart(good, boundary)), "invalid argument") << boundary;
    EXPECT_EQ(tree_of(multipart(good, "\"B\"; charset=utf-8")), R"({"a":"1"})");
}

TEST(Multipart, LargeBodyWithoutDelimiterIsQuick)
{
    const std::string body = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n" + std::string(1 << 20, '-');
    EXPECT_EQ(tree_of(multipart(body)), "invalid argument");
}

} // namespace
} // namespace rounds::http
