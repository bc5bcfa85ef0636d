#include "web/http/chunked.h"

#include <algorithm>

namespace trama::http {
namespace {

constexpr unsigned kSizeDigitsMax = 12;
constexpr unsigned kExtensionBytesMax = 256;
constexpr unsigned kTrailerBytesMax = 4096;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ChunkDecoder::At ChunkDecoder::step_size(char c) {
  if (const int digit = hex_value(c); digit >= 0) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    return ++digits_ > kSizeDigitsMax ? At::broken : At::size;
  }
  if (digits_ == 0) return At::broken;
  line_bytes_ = 0;
  if (c == '\r') return At::size_lf;
  return c == ';' ? At::extension : At::broken;
}

// line_bytes_ counts the current trailer line: an empty one ends the body.
ChunkDecoder::At ChunkDecoder::step_trailer(char c) {
  if (++trailer_bytes_ > kTrailerBytesMax) return At::broken;
  if (c == '\r') return At::trailer_lf;
  ++line_bytes_;
  return c == '\n' || c == '\0' ? At::broken : At::trailer;
}

ChunkDecoder::At ChunkDecoder::step(char c) {
  switch (at_) {
    case At::size:
      return step_size(c);
    case At::extension:
      if (c == '\r') return At::size_lf;
      return ++line_bytes_ > kExtensionBytesMax || c == '\n' || c == '\0' ? At::broken : At::extension;
    case At::size_lf:
      if (c != '\n') return At::broken;
      digits_ = 0;
      line_bytes_ = 0;
      return left_ == 0 ? At::trailer : At::data;
    case At::data_cr:
      return c == '\r' ? At::data_lf : At::broken;
    case At::data_lf:
      return c == '\n' ? At::size : At::broken;
    case At::trailer:
      return step_trailer(c);
    case At::trailer_lf:
      if (c != '\n') return At::broken;
      if (line_bytes_ == 0) return At::end;
      line_bytes_ = 0;
      return At::trailer;
    case At::data:
    case At::end:
    case At::broken:
      return at_;
  }
  return At::broken;
}

ChunkDecoder::State ChunkDecoder::feed(std::string_view* input, std::size_t out_max, std::string* out) {
  while (!input->empty() && at_ != At::end && at_ != At::broken) {
    if (at_ != At::data) {
      at_ = step(input->front());
      input->remove_prefix(1);
      continue;
    }
    const auto take = static_cast<std::size_t>(std::min<std::uint64_t>({left_, input->size(), out_max}));
    if (take == 0) break;
    out->append(input->substr(0, take));
    input->remove_prefix(take);
    out_max -= take;
    left_ -= take;
    if (left_ == 0) at_ = At::data_cr;
  }
  if (at_ == At::broken) return State::broken;
  return at_ == At::end ? State::done : State::more;
}

}  // namespace trama::http
