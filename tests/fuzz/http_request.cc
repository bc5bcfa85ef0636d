// Any bytes as the start of a connection: scanner, gate, target, router and chunk decoder must agree with themselves
// however the bytes are cut, and what the gate lets through must keep its promises.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "web/http/chunked.h"
#include "web/http/gate.h"
#include "web/http/router.h"
#include "web/http/target.h"

namespace {

using trama::http::BodyRule;
using trama::http::check_head;
using trama::http::ChunkDecoder;
using trama::http::Head;
using trama::http::HeadScanner;
using trama::http::Method;
using trama::http::Request;
using trama::http::Response;
using trama::http::Role;
using trama::http::Router;

void require(bool holds) {
  if (!holds) std::abort();
}

const Router& router() {
  static const Router kRouter(
      {{Method::get, "/a/{id}", Role::none, BodyRule::none, "", [](const Request&) { return Response(); }},
       {Method::post, "/a/{id}/b", Role::none, BodyRule::none, "", [](const Request&) { return Response(); }}});
  return kRouter;
}

HeadScanner::Answer scan_in_pieces(std::string_view bytes, std::size_t step) {
  HeadScanner scanner;
  HeadScanner::Answer answer;
  for (std::size_t length = step;; length += step) {
    answer = scanner.scan(bytes.substr(0, length));
    if (!std::holds_alternative<std::monostate>(answer) || length >= bytes.size()) return answer;
  }
}

void check_promises(const Head& head) {
  require(head.target == "*" || head.target.starts_with('/'));
  require(!(head.chunked && head.content_length));
  require(std::ranges::count_if(head.headers, [](const auto& h) { return h.first == "host"; }) == 1);
  for (const auto& [name, value] : head.headers) {
    require(!name.empty() && name.find_first_of(" \t\r\n:") == std::string::npos);
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    require(name != "range" && name != "remote_addr");
  }
  Request request;
  request.target = head.target;
  if (!trama::http::parse_target(&request)) return;
  require(request.path.find('?') == std::string::npos);
  static_cast<void>(router().match(head.method, request.segments));
}

struct Decoded {
  ChunkDecoder::State state = ChunkDecoder::State::more;
  std::string content;
};

Decoded decode(std::string_view bytes, std::size_t step) {
  ChunkDecoder decoder;
  Decoded decoded;
  while (!bytes.empty() && decoded.state == ChunkDecoder::State::more) {
    std::string_view piece = bytes.substr(0, step);
    const std::size_t given = piece.size();
    decoded.state = decoder.feed(&piece, 1U << 20U, &decoded.content);
    bytes.remove_prefix(given - piece.size());
  }
  return decoded;
}

void check_chunks(std::string_view bytes) {
  const Decoded whole = decode(bytes, bytes.size() + 1);
  const Decoded pieces = decode(bytes, 3);
  require(whole.state == pieces.state && whole.content == pieces.content);
  require(whole.content.size() <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  HeadScanner scanner;
  const auto whole = scanner.scan(bytes);
  const auto* end = std::get_if<std::size_t>(&whole);
  if (end != nullptr) {
    const auto pieces = scan_in_pieces(bytes, 7);
    require(std::holds_alternative<std::size_t>(pieces) && std::get<std::size_t>(pieces) == *end);
    const auto checked = check_head(bytes.substr(0, *end));
    if (const auto* head = std::get_if<Head>(&checked)) check_promises(*head);
  }
  check_chunks(end == nullptr ? bytes : bytes.substr(*end));
  return 0;
}
