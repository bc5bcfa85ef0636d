// Time as a parameter. Record times are microseconds since the Unix epoch, UTC, and appear on the wire as RFC 3339
// text.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trama {

using TimeUs = std::int64_t;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimeUs now_us() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimeUs now_us() const override;
};

// For tests: stands still until told otherwise.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(TimeUs start_us) : now_us_(start_us) {}
  [[nodiscard]] TimeUs now_us() const override { return now_us_.load(); }
  void set(TimeUs now_us) { now_us_.store(now_us); }
  void advance_us(TimeUs by_us) { now_us_.fetch_add(by_us); }

 private:
  std::atomic<TimeUs> now_us_;
};

// "2026-11-22T11:15:00.000001Z"; years 0001 to 9999.
[[nodiscard]] std::string format_rfc3339(TimeUs time_us);
// Accepts any RFC 3339 offset, up to nine fraction digits (cut to microseconds), and a bare date (midnight UTC).
[[nodiscard]] std::optional<TimeUs> parse_rfc3339(std::string_view text);

}  // namespace trama
