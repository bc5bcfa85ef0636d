// Goal: the decoder reads every legal chunked body, in any pieces, and nothing else.
#include "web/http/chunked.h"

#include <string>

#include <doctest/doctest.h>

using trama::http::ChunkDecoder;
using State = ChunkDecoder::State;

namespace {

struct Decoded {
  State state;
  std::string content;
  std::string rest;
};

Decoded decode(std::string_view bytes) {
  ChunkDecoder decoder;
  Decoded decoded{State::more, "", ""};
  decoded.state = decoder.feed(&bytes, 1U << 20U, &decoded.content);
  decoded.rest = bytes;
  return decoded;
}

}  // namespace

TEST_CASE("legal bodies") {
  struct Case {
    const char* bytes;
    const char* content;
    const char* rest;
  };
  for (const Case& c :
       {Case{"0\r\n\r\n", "", ""}, Case{"3\r\nabc\r\n0\r\n\r\n", "abc", ""},
        Case{"000003\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET", "abc0123456789", "GET"},
        Case{"3;name=\"v\"\r\nabc\r\n0;x\r\n\r\n", "abc", ""}, Case{"0\r\nTrailer: a\r\nOther: b\r\n\r\nx", "", "x"}}) {
    const Decoded decoded = decode(c.bytes);
    CHECK(decoded.state == State::done);
    CHECK(decoded.content == c.content);
    CHECK(decoded.rest == c.rest);
  }
}

TEST_CASE("illegal bodies") {
  for (const char* bytes : {"\r\n", "-1\r\n", "+3\r\nabc", " 3\r\nabc", "3 \r\nabc", "0x3\r\n", "g\r\n", "3\nabc",
                            "3\r\nabcX", "3\r\nabc\n", "1234567890123\r\n", "3;a\nb", "0\r\nT\n"}) {
    CAPTURE(std::string(bytes));
    CHECK(decode(bytes).state == State::broken);
  }
}

TEST_CASE("any cut into pieces decodes alike") {
  const std::string bytes = "3;x\r\nabc\r\n5\r\ndefgh\r\n0\r\nT: t\r\n\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    ChunkDecoder decoder;
    std::string content;
    State state = State::more;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      std::string_view piece = std::string_view(bytes).substr(at, step);
      state = decoder.feed(&piece, 1U << 20U, &content);
    }
    CHECK(state == State::done);
    CHECK(content == "abcdefgh");
  }
}

TEST_CASE("a call never gives more than it was asked for") {
  ChunkDecoder decoder;
  std::string_view input = "a\r\n0123456789\r\n0\r\n\r\n";
  std::string first;
  CHECK(decoder.feed(&input, 4, &first) == State::more);
  CHECK(first == "0123");
  std::string second;
  CHECK(decoder.feed(&input, 100, &second) == State::done);
  CHECK(second == "456789");
}
