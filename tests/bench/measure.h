// Timing and reporting for the bench: medians and percentiles of repeated runs, each beside the limit measured in the
// same run. One thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace trama::bench {

[[nodiscard]] inline double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

class Samples {
 public:
  void add(double seconds) { values_.push_back(seconds); }
  [[nodiscard]] double percentile(double p) {
    if (values_.empty()) return 0;
    std::ranges::sort(values_);
    return values_[std::min(values_.size() - 1, static_cast<std::size_t>(p * static_cast<double>(values_.size())))];
  }
  [[nodiscard]] double median() { return percentile(0.5); }

 private:
  std::vector<double> values_;
};

[[nodiscard]] inline std::string time_text(double seconds) {
  char text[32];
  if (seconds < 1e-3)
    std::snprintf(text, sizeof text, "%.1f us", seconds * 1e6);
  else if (seconds < 1)
    std::snprintf(text, sizeof text, "%.2f ms", seconds * 1e3);
  else
    std::snprintf(text, sizeof text, "%.2f s", seconds);
  return text;
}

[[nodiscard]] inline std::string rate_text(double per_second) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f/s", per_second);
  return text;
}

inline void heading(const char* text) {
  std::printf("\n%s\n", text);
}

// One line: what, measured, the limit it is held against, and their ratio (1.00 = at the limit; smaller is further
// away).
inline void row(const std::string& what, const std::string& measured, const std::string& limit, double ratio) {
  std::printf("  %-44s %16s   %-44s %6.2f\n", what.c_str(), measured.c_str(), limit.c_str(), ratio);
  std::fflush(stdout);
}
inline void row(const std::string& what, const std::string& measured, const std::string& note = "") {
  std::printf("  %-44s %16s   %s\n", what.c_str(), measured.c_str(), note.c_str());
  std::fflush(stdout);
}

// Resident memory of this process in MiB: everything, and without the pages of files.
struct Memory {
  double resident_mib = 0, anonymous_mib = 0;
};
[[nodiscard]] inline Memory memory() {
  Memory memory;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) memory.resident_mib = std::strtod(line.c_str() + 6, nullptr) / 1024;
    if (line.starts_with("RssAnon:")) memory.anonymous_mib = std::strtod(line.c_str() + 8, nullptr) / 1024;
  }
  return memory;
}

}  // namespace trama::bench
