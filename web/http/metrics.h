// Requests by route, status class and latency, as Prometheus text. Counting is a few relaxed atomic adds; any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "web/http/router.h"

namespace trama::http {

class Metrics {
 public:
  explicit Metrics(const Router& router);

  // `route` is one of the router's, or nullptr for what matched none.
  void record(const Route* route, int status, std::chrono::microseconds took);
  void record_refused() { refused_.fetch_add(1, std::memory_order_relaxed); }

  [[nodiscard]] std::uint64_t requests() const { return requests_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }
  // Series that never counted are left out.
  [[nodiscard]] std::string text() const;

 private:
  static constexpr std::array<std::int64_t, 12> kBoundsUs = {
      500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 2'500'000, 10'000'000};
  struct Series {
    std::array<std::atomic<std::uint64_t>, 6> by_class{};  // [2] is 2xx; [0] is unused
    std::array<std::atomic<std::uint64_t>, kBoundsUs.size() + 1> buckets{};
    std::atomic<std::uint64_t> sum_us{0};
  };

  [[nodiscard]] std::string labels(std::size_t index) const;
  void append_requests(std::string* out) const;
  void append_durations(std::string* out) const;

  const Router* router_;
  std::unique_ptr<Series[]> series_;  // one per route, then one for the rest  NOLINT(modernize-avoid-c-arrays)
  std::size_t count_;
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> refused_{0};
};

// One gauge or counter with its HELP and TYPE lines.
void append_metric(std::string* out, std::string_view name, std::string_view type, std::string_view help,
                   std::uint64_t value);

}  // namespace trama::http
