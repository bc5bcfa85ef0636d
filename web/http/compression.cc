#include "web/http/compression.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <vector>

#include <zlib.h>

#include "catalog/base/text.h"

namespace trama::http {
namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr int kLevel = 4;  // three quarters of the best ratio at a third of its time, on JSON
constexpr std::size_t kPieceBytes = 64U << 10;
constexpr std::uint64_t kBombFreeBytes = 16U << 20;
constexpr std::uint64_t kBombRatio = 200;

// "0.5" in thousandths; malformed weights count as 0.
int parse_quality(std::string_view text) {
  if (text.starts_with('1')) return 1000;
  if (!text.starts_with('0')) return 0;
  int value = 0;
  int scale = 100;
  if (text.size() > 2 && text[1] == '.') {
    for (const char c : text.substr(2, 3)) {
      if (c < '0' || c > '9') return 0;
      value += (c - '0') * scale;
      scale /= 10;
    }
  }
  return value;
}

int quality_of(std::string_view parameters) {
  for (const std::string_view parameter : split(parameters, ';')) {
    const std::string_view p = trim(parameter);
    if (p.size() > 2 && (p[0] == 'q' || p[0] == 'Q') && p[1] == '=') return parse_quality(p.substr(2));
  }
  return 1000;
}

// One deflate state per thread, reset between answers: making one costs a quarter megabyte.
class Deflater {
 public:
  Deflater() { ready_ = deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) == Z_OK; }
  ~Deflater() {
    if (ready_) deflateEnd(&stream_);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string all(std::string_view bytes) {
    if (!ready_) std::abort();
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, bytes.size()), '\0');
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    set_input(bytes);
    deflate(&stream_, Z_FINISH);
    out.resize(stream_.total_out);
    return out;
  }

  std::string piece(std::string_view bytes, int flush) {
    if (!ready_) std::abort();
    std::string out;
    set_input(bytes);
    std::array<char, 16384> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = buffer.size();
      deflate(&stream_, flush);
      out.append(buffer.data(), buffer.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return out;
  }

 private:
  void set_input(std::string_view bytes) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib's old signature
    stream_.avail_in = static_cast<uInt>(bytes.size());
  }

  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

int accepted_quality(std::string_view accept_encoding, std::string_view coding) {
  int star = -1;
  if (trim(accept_encoding).empty()) return coding == "identity" ? 1000 : 0;
  for (const std::string_view element : split(accept_encoding, ',')) {
    const std::size_t semicolon = element.find(';');
    const std::string_view name = trim(element.substr(0, semicolon));
    const int quality = semicolon == std::string_view::npos ? 1000 : quality_of(element.substr(semicolon + 1));
    if (equal_ignoring_case(name, coding) || (coding == "gzip" && equal_ignoring_case(name, "x-gzip"))) return quality;
    if (name == "*") star = quality;
  }
  if (star >= 0) return star;
  return coding == "identity" ? 1 : 0;
}

bool is_compressible(std::string_view content_type) {
  const std::string_view type = trim(content_type.substr(0, content_type.find(';')));
  if (type.starts_with("text/")) return type != "text/event-stream";
  static constexpr std::array<std::string_view, 9> kTypes = {
      "application/json",        "application/problem+json", "application/x-ndjson",    "application/yaml",
      "application/javascript",  "application/xml",          "application/schema+json", "image/svg+xml",
      "application/openapi+json"};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

std::string gzip(std::string_view bytes) {
  thread_local Deflater deflater;
  return deflater.all(bytes);
}

struct Gunzip::State {
  z_stream stream{};
  std::uint64_t bytes_max = 0;
  std::uint64_t fed = 0;
  std::uint64_t produced = 0;
  std::function<bool(std::string_view)> out;
  std::optional<GunzipState> failed;
  bool ended = false;  // between members, and before anything came
  std::vector<char> buffer;

  bool fail(GunzipState why) {
    failed = why;
    return false;
  }
};

Gunzip::Gunzip(std::uint64_t bytes_max, std::function<bool(std::string_view)> out) : state_(std::make_unique<State>()) {
  state_->bytes_max = bytes_max;
  state_->out = std::move(out);
  state_->buffer.resize(kPieceBytes);
  if (inflateInit2(&state_->stream, kGzipWindow) != Z_OK) std::abort();
}

Gunzip::~Gunzip() {
  inflateEnd(&state_->stream);
}

bool Gunzip::feed(std::string_view piece) {
  State& s = *state_;
  if (s.failed) return false;
  s.fed += piece.size();
  s.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // NOLINT: zlib's old signature
  s.stream.avail_in = static_cast<uInt>(piece.size());
  bool full = false;
  while (s.stream.avail_in > 0 || full) {
    if (s.ended) {
      inflateReset(&s.stream);
      s.ended = false;
    }
    s.stream.next_out = reinterpret_cast<Bytef*>(s.buffer.data());
    s.stream.avail_out = static_cast<uInt>(s.buffer.size());
    const int code = inflate(&s.stream, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return s.fail(GunzipState::broken);
    const std::size_t got = s.buffer.size() - s.stream.avail_out;
    s.produced += got;
    if (s.produced > s.bytes_max) return s.fail(GunzipState::too_large);
    if (s.produced > kBombFreeBytes && s.produced / kBombRatio > s.fed) return s.fail(GunzipState::too_large);
    if (got > 0 && !s.out(std::string_view(s.buffer.data(), got))) return s.fail(GunzipState::refused);
    s.ended = code == Z_STREAM_END;
    full = !s.ended && s.stream.avail_out == 0;
    if (code == Z_BUF_ERROR && got == 0) break;
  }
  return true;
}

GunzipState Gunzip::finish() {
  if (state_->failed) return *state_->failed;
  return state_->ended ? GunzipState::done : GunzipState::broken;
}

GunzipState gunzip(std::string_view bytes, std::uint64_t bytes_max, std::string* out) {
  Gunzip inflater(bytes_max, [out](std::string_view piece) {
    out->append(piece);
    return true;
  });
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPieceBytes);
    bytes.remove_prefix(piece.size());
    if (!inflater.feed(piece)) break;
  }
  return inflater.finish();
}

std::function<void(const Sink&)> gzip_stream(std::function<void(const Sink&)> produce) {
  return [produce = std::move(produce)](const Sink& sink) {
    Deflater deflater;
    std::string waiting;
    bool open = true;
    const auto forward = [&](std::size_t least) {
      if (open && waiting.size() > least) {
        open = sink(waiting);
        waiting.clear();
      }
      return open;
    };
    produce([&](std::string_view piece) {
      while (!piece.empty()) {
        waiting += deflater.piece(piece.substr(0, kPieceBytes), Z_NO_FLUSH);
        piece.remove_prefix(std::min(piece.size(), kPieceBytes));
      }
      return forward(16384);
    });
    waiting += deflater.piece("", Z_FINISH);
    forward(0);
  };
}

}  // namespace trama::http
