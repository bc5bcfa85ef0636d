// Goal: the small pure parts everything else stands on. Method: tables of text in, text out.
#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/base/clock.h"
#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/node_id.h"
#include "catalog/base/result.h"
#include "catalog/base/text.h"

using namespace trama;
using namespace std::string_literals;

TEST_CASE("a record time survives the way to text and back") {
  for (const TimeUs time_us : {TimeUs{0}, TimeUs{1'764'000'000'123'456}, TimeUs{-1}}) {
    CAPTURE(time_us);
    CHECK(parse_rfc3339(format_rfc3339(time_us)) == time_us);
  }
  CHECK(format_rfc3339(0) == "1970-01-01T00:00:00.000000Z");
}

TEST_CASE("RFC 3339 offsets, fractions and bare dates are read, other text is not") {
  CHECK(parse_rfc3339("1970-01-01T01:00:00+01:00") == 0);
  CHECK(parse_rfc3339("1970-01-01") == 0);
  CHECK(parse_rfc3339("1970-01-01T00:00:00.123456789Z") == 123'456);
  for (const auto* text : {"", "1970", "1970-13-01", "1970-02-30T00:00:00Z", "1970-01-01T00:00:00",
                           "1970-01-01T24:00:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zx"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("base64url round-trips every length and refuses foreign characters and dirty rest bits") {
  for (std::size_t length = 0; length < 20; ++length) {
    const std::string bytes = random_bytes(length);
    CHECK(base64url_decode(base64url_encode(bytes)) == bytes);
  }
  for (const auto* text : {"A", "AB=", "A+", "AB"}) {
    CAPTURE(text);
    CHECK(base64url_decode(text).has_value() == (text == "AA"s));
  }
}

TEST_CASE("percent encoding round-trips any byte and refuses broken escapes") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  CHECK(percent_decode(percent_encode(all)) == all);
  CHECK(percent_encode("a/b c", "/") == "a/b%20c");
  for (const auto* text : {"%", "%2", "%zz"}) CHECK_FALSE(percent_decode(text));
}

TEST_CASE("key text keeps the order of its values, whatever bytes they hold") {
  const std::vector<std::string> values = {"", "\0"s, "\0\0"s, "\0\1"s, "\0\xFF"s, "a", "a\0"s, "a\0b"s, "ab", "b"};
  std::string before;
  for (const std::string& value : values) {
    std::string key;
    append_key_text(&key, value);
    std::string_view rest = key;
    CHECK(read_key_text(&rest) == value);
    CHECK(rest.empty());
    CHECK(before < key);
    before = key;
  }
}

TEST_CASE("varints and packed text round-trip and a cut value is refused") {
  for (const std::uint64_t value : {0ULL, 1ULL, 127ULL, 128ULL, 1ULL << 32, ~0ULL}) {
    std::string out;
    append_varint(&out, value);
    std::string_view rest = out;
    CHECK(read_varint(&rest) == value);
    std::string_view cut = std::string_view(out).substr(0, out.size() - 1);
    CHECK_FALSE(read_varint(&cut));
  }
  std::string out;
  append_text(&out, "abc");
  std::string_view cut = std::string_view(out).substr(0, 3);
  CHECK_FALSE(read_text(&cut));
}

TEST_CASE("canonical ids escape what would split them and come apart again") {
  CHECK(dataset_id("urn:datacontract:orders:fact-orders", "fact_orders") ==
        "urn:datacontract:orders:fact-orders/fact_orders");
  CHECK(escape_part("a/b%") == "a%2Fb%25");
  CHECK(escape_path_name("a.b[c{d/e%") == "a%2Eb%5Bc%7Bd%2Fe%25");
  const auto parts = parse_node_id(field_id("https://x/y", "t/1", "a.b[]"));
  REQUIRE(parts);
  CHECK(*parts == NodeParts{"https://x/y", "t/1", "a.b[]"});
  for (const auto* text : {"", "/", "a//b", "a/b/c/d", "a/%"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_node_id(text));
  }
}

TEST_CASE("an id is 1 to 512 bytes of UTF-8 without control characters") {
  CHECK(valid_id("urn:x"));
  CHECK(valid_id("prodotti è"));
  CHECK(valid_id(std::string(512, 'a')));
  for (const auto& id : {""s, std::string(513, 'a'), "a\nb"s, "a\0b"s, "\x7F"s, "\xFF"s}) CHECK_FALSE(valid_id(id));
}

TEST_CASE("UTF-8 is checked as Unicode defines it") {
  for (const auto* text : {"", "abc", "è", "日本", "😀"}) CHECK(valid_utf8(text));
  for (const auto& text : {"\x80"s, "\xC0\x80"s, "\xE0\x80\x80"s, "\xED\xA0\x80"s, "\xF5\x80\x80\x80"s, "a\xC3"s}) {
    CHECK_FALSE(valid_utf8(text));
  }
  CHECK(first_invalid_utf8("ab\xFFzz") == 2);
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string text = std::string(before, 'a') + "é" + std::string(9, 'b') + "\xFF";
    CHECK(first_invalid_utf8(text) == text.size() - 1);
    CHECK(valid_utf8(std::string_view(text).substr(0, text.size() - 1)));
  }
}

TEST_CASE("shortening never cuts a character") {
  CHECK(shorten("abc", 3) == "abc");
  CHECK(shorten("abcdef", 5) == "ab…");
  CHECK(shorten("èèèè", 6) == "è…");
}

TEST_CASE("did you mean offers only near words") {
  constexpr std::array<std::string_view, 3> kKeys = {"required", "unique", "type"};
  CHECK(did_you_mean("requierd", kKeys) == "required");
  CHECK(did_you_mean("Unique", kKeys) == "unique");
  CHECK(did_you_mean("tpye", kKeys) == "type");
  CHECK_FALSE(did_you_mean("description", kKeys));
  CHECK_FALSE(did_you_mean("x", kKeys));
}

TEST_CASE("SHA-256 matches the published example and comparison minds lengths") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(equal_constant_time("abc", "abc"));
  CHECK_FALSE(equal_constant_time("abc", "abd"));
  CHECK_FALSE(equal_constant_time("abc", "ab"));
}

TEST_CASE("a name becomes the same version 3 UUID as in Java") {
  CHECK(name_uuid("hello") == "5d41402a-bc4b-3a76-b971-9d911017c592");
  CHECK(name_uuid("") == "d41d8cd9-8f00-3204-a980-0998ecf8427e");
}

TEST_CASE("a result holds a value or an error and an error gains context") {
  const Result<int> good = 3;
  CHECK(good.value() == 3);
  const Result<int> bad = make_error(ErrorCode::not_found, "no-such-contract", "no contract x");
  CHECK_FALSE(bad);
  CHECK(bad.error().context("line 3").message == "line 3: no contract x");
  CHECK(Result<void>().has_value());
}
