// Goal: gzip both ways, bounded, and only where the client wants it.
#include "web/http/compression.h"

#include <string>

#include <doctest/doctest.h>

#include "web/http/conditional.h"

using trama::http::accepted_quality;
using trama::http::gunzip;
using trama::http::GunzipState;
using trama::http::gzip;
using trama::http::gzip_stream;
using trama::http::Sink;

TEST_CASE("what is packed unpacks to itself") {
  for (const std::size_t size : {0UL, 1UL, 100UL, 70'000UL, 3'000'000UL}) {
    std::string text;
    while (text.size() < size) text += std::to_string(text.size() * 31) + ',';
    std::string out;
    CHECK(gunzip(gzip(text), 1U << 30U, &out) == GunzipState::done);
    CHECK(out == text);
  }
}

TEST_CASE("two members in a row are one text, garbage behind one is refused") {
  std::string out;
  CHECK(gunzip(gzip("one ") + gzip("two"), 100, &out) == GunzipState::done);
  CHECK(out == "one two");
  CHECK(gunzip(gzip("one") + "garbage", 100, &out) == GunzipState::broken);
}

TEST_CASE("unpacking stops at its limit and at broken input") {
  std::string out;
  CHECK(gunzip(gzip(std::string(101, 'a')), 100, &out) == GunzipState::too_large);
  CHECK(gunzip("not gzip", 100, &out) == GunzipState::broken);
  CHECK(gunzip(gzip("cut").substr(0, 10), 100, &out) == GunzipState::broken);
  CHECK(gunzip("", 100, &out) == GunzipState::broken);
}

TEST_CASE("a ratio that no document has is refused long before a generous limit") {
  std::string out;
  CHECK(gunzip(gzip(std::string(64U << 20U, '\0')), 4ULL << 30U, &out) == GunzipState::too_large);
  CHECK(out.size() < (32U << 20U));
}

TEST_CASE("a streamed body is one gzip text") {
  std::string packed;
  gzip_stream([](const Sink& sink) {
    for (int i = 0; i < 10'000; ++i) sink("line " + std::to_string(i) + '\n');
  })([&](std::string_view piece) {
    packed += piece;
    return true;
  });
  std::string out;
  CHECK(gunzip(packed, 1U << 20U, &out) == GunzipState::done);
  CHECK(out.starts_with("line 0\nline 1\n"));
  CHECK(out.ends_with("line 9999\n"));
}

TEST_CASE("a producer of a compressed stream learns that its client has gone") {
  int pieces = 0;
  gzip_stream([&](const Sink& sink) {
    std::string noise;
    unsigned seed = 1;
    while (pieces < 100'000) {
      noise.clear();
      for (int i = 0; i < 1000; ++i) noise += static_cast<char>((seed = seed * 1664525U + 1013904223U) >> 16U);
      if (!sink(noise)) return;
      ++pieces;
    }
  })([](std::string_view) { return false; });
  CHECK(pieces < 1000);
}

TEST_CASE("Accept-Encoding is weighed") {
  struct Case {
    const char* header;
    const char* coding;
    int quality;
  };
  for (const Case& c : {Case{"", "gzip", 0}, Case{"gzip", "gzip", 1000}, Case{"GZIP;q=0.5", "gzip", 500},
                        Case{"gzip;q=0", "gzip", 0}, Case{"*", "gzip", 1000}, Case{"*;q=0, gzip", "gzip", 1000},
                        Case{"br, *;q=0.1", "gzip", 100}, Case{"deflate", "gzip", 0}, Case{"x-gzip", "gzip", 1000},
                        Case{"gzip; q=0.001", "gzip", 1}, Case{"gzip;q=1.000", "gzip", 1000},
                        Case{"gzip;q=x", "gzip", 0}, Case{"identity;q=0", "identity", 0}, Case{"br", "br", 1000}}) {
    CAPTURE(std::string(c.header));
    CHECK(accepted_quality(c.header, c.coding) == c.quality);
  }
}

TEST_CASE("conditions on entity tags") {
  using trama::http::if_match_holds;
  using trama::http::none_match_hits;
  CHECK(none_match_hits("\"a\"", "\"a\""));
  CHECK(none_match_hits("W/\"a\"", "\"a\""));
  CHECK(none_match_hits("\"x,y\", W/\"a\"", "W/\"a\""));
  CHECK(none_match_hits("*", "\"a\""));
  CHECK(!none_match_hits("\"b\", \"aa\"", "\"a\""));
  CHECK(!none_match_hits("\"b", "\"a\""));
  CHECK(if_match_holds("", "\"a\""));
  CHECK(if_match_holds("\"b\", \"a\"", "\"a\""));
  CHECK(if_match_holds("W/\"a\"", "\"a\""));
  CHECK(!if_match_holds("\"b\"", "\"a\""));
  CHECK(!if_match_holds("*", ""));
}
