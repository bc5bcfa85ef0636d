// A strict decoder of the chunked transfer coding that works on whatever piece has arrived.
//
// Sizes are up to 12 hex digits, nothing else; lines end with CR LF; extensions are skipped within 256 bytes per line,
// trailers within 4 KB in all. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trama::http {

class ChunkDecoder {
 public:
  enum class State : std::uint8_t { more, done, broken };

  // Reads from *input (moved behind what was read) and appends content to *out, at most `out_max` bytes of it in this
  // call. Bytes behind the last chunk stay in *input.
  State feed(std::string_view* input, std::size_t out_max, std::string* out);

 private:
  enum class At : std::uint8_t { size, extension, size_lf, data, data_cr, data_lf, trailer, trailer_lf, end, broken };

  At step(char c);
  At step_size(char c);
  At step_trailer(char c);

  At at_ = At::size;
  std::uint64_t left_ = 0;
  unsigned digits_ = 0;
  unsigned line_bytes_ = 0;
  unsigned trailer_bytes_ = 0;
};

}  // namespace trama::http
