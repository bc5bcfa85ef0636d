// gzip in both directions with zlib, and what the client accepts. Any thread (each call has its own state).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "web/http/message.h"

namespace trama::http {

// What `Accept-Encoding` gives `coding`: its q-value in thousandths, with "*" and the defaults of RFC 9110 12.5.3.
[[nodiscard]] int accepted_quality(std::string_view accept_encoding, std::string_view coding);

[[nodiscard]] bool is_compressible(std::string_view content_type);

[[nodiscard]] std::string gzip(std::string_view bytes);

enum class GunzipState : std::uint8_t { done, broken, too_large, refused };

// Feeds the decompressed bytes to `out` piece by piece; `out` answers false to stop (refused). Stops with too_large
// beyond `bytes_max`, and when more than 16 MB came out at more than 200 to 1: no real document does that.
class Gunzip {
 public:
  Gunzip(std::uint64_t bytes_max, std::function<bool(std::string_view)> out);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // Anything but `done`/`broken` at the end is final; call finish() after the last piece.
  [[nodiscard]] bool feed(std::string_view piece);
  [[nodiscard]] GunzipState finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] GunzipState gunzip(std::string_view bytes, std::uint64_t bytes_max, std::string* out);

// Wraps the producer of a streamed body so that the sink receives gzip.
[[nodiscard]] std::function<void(const Sink&)> gzip_stream(std::function<void(const Sink&)> produce);

}  // namespace trama::http
