#include "web/http/metrics.h"

#include <algorithm>
#include <cstdio>

namespace trama::http {
namespace {

std::string escape_label(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

std::string seconds(std::int64_t us) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.6g", static_cast<double>(us) / 1e6);
  return buffer.data();
}

void append_line(std::string* out, std::string_view name, const std::string& labels, std::string_view value) {
  *out += name;
  *out += '{';
  *out += labels;
  *out += "} ";
  *out += value;
  *out += '\n';
}

}  // namespace

void append_metric(std::string* out, std::string_view name, std::string_view type, std::string_view help,
                   std::uint64_t value) {
  const std::string text(name);
  *out += "# HELP " + text + ' ' + std::string(help) + "\n# TYPE " + text + ' ' + std::string(type) + '\n' + text +
          ' ' + std::to_string(value) + '\n';
}

Metrics::Metrics(const Router& router)
    : router_(&router),
      series_(std::make_unique<Series[]>(router.routes().size() + 1)),  // NOLINT
      count_(router.routes().size() + 1) {}

void Metrics::record(const Route* route, int status, std::chrono::microseconds took) {
  const std::size_t index = route == nullptr ? count_ - 1 : static_cast<std::size_t>(route - router_->routes().data());
  Series& series = series_[index];
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5));
  series.by_class[status_class].fetch_add(1, std::memory_order_relaxed);
  const auto* const bound = std::ranges::lower_bound(kBoundsUs, took.count());
  series.buckets[static_cast<std::size_t>(bound - kBoundsUs.begin())].fetch_add(1, std::memory_order_relaxed);
  series.sum_us.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
  requests_.fetch_add(1, std::memory_order_relaxed);
}

std::string Metrics::labels(std::size_t index) const {
  if (index + 1 == count_) return "route=\"(none)\",method=\"any\"";
  const Route& route = router_->routes()[index];
  return "route=\"" + escape_label(route.pattern) + "\",method=\"" + std::string(to_string(route.method)) + '"';
}

void Metrics::append_requests(std::string* out) const {
  *out += "# HELP trama_http_requests_total Requests answered.\n# TYPE trama_http_requests_total counter\n";
  for (std::size_t i = 0; i < count_; ++i) {
    for (std::size_t c = 1; c < series_[i].by_class.size(); ++c) {
      const std::uint64_t value = series_[i].by_class[c].load(std::memory_order_relaxed);
      if (value == 0) continue;
      const std::string status = ",status=\"" + std::to_string(c) + "xx\"";
      append_line(out, "trama_http_requests_total", labels(i) + status, std::to_string(value));
    }
  }
}

void Metrics::append_durations(std::string* out) const {
  constexpr std::string_view kName = "trama_http_request_duration_seconds";
  *out += "# HELP trama_http_request_duration_seconds Time from the complete request to its answer.\n";
  *out += "# TYPE trama_http_request_duration_seconds histogram\n";
  for (std::size_t i = 0; i < count_; ++i) {
    std::uint64_t total = 0;
    for (const auto& bucket : series_[i].buckets) total += bucket.load(std::memory_order_relaxed);
    if (total == 0) continue;
    const std::string name(kName);
    std::uint64_t below = 0;
    for (std::size_t b = 0; b < kBoundsUs.size(); ++b) {
      below += series_[i].buckets[b].load(std::memory_order_relaxed);
      const std::string le = ",le=\"" + seconds(kBoundsUs[b]) + '"';
      append_line(out, name + "_bucket", labels(i) + le, std::to_string(below));
    }
    append_line(out, name + "_bucket", labels(i) + ",le=\"+Inf\"", std::to_string(total));
    append_line(out, name + "_sum", labels(i),
                seconds(static_cast<std::int64_t>(series_[i].sum_us.load(std::memory_order_relaxed))));
    append_line(out, name + "_count", labels(i), std::to_string(total));
  }
}

std::string Metrics::text() const {
  std::string out;
  append_requests(&out);
  append_durations(&out);
  append_metric(&out, "trama_http_refused_total", "counter", "Requests and connections the guard refused.", refused());
  return out;
}

}  // namespace trama::http
