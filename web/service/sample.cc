#include "web/service/sample.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/lineage/from_contract.h"
#include "catalog/lineage/openlineage/event.h"
#include "web/service/events.h"

namespace trama::service {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view* text) {
  std::size_t n = 0;
  while (n < text->size() && is_digit((*text)[n])) ++n;
  std::string_view digits = text->substr(0, n);
  text->remove_prefix(n);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

Result<void> load_consumer(Catalog& catalog, const SampleFile& file) {
  const auto json = nlohmann::json::parse(file.text, nullptr, false);
  const std::string id = json.is_object() ? json.value("id", "") : "";
  auto consumer = lineage::consumer_from_json(file.text, id);
  if (!consumer) return consumer.error().context(file.path);
  const auto change = catalog.registry().set_consumer(consumer.take(), "", "sample");
  if (!change) return change.error().context(file.path);
  return {};
}

Result<std::uint64_t> retire_listed(Catalog& catalog, std::string_view list) {
  std::uint64_t retired = 0;
  for (const std::string_view line : split(list, '\n')) {
    const std::string_view id = trim(line);
    if (id.empty() || id.starts_with('#')) continue;
    const auto info = catalog.registry().contract(id);
    if (info && info->state == lineage::SubjectState::retired) continue;
    store::RetireRequest request;
    request.id = id;
    request.actor = "sample";
    const auto change = catalog.registry().retire(std::move(request));
    if (!change) return change.error().context("retired.txt");
    ++retired;
  }
  return retired;
}

// "2d3h10m" in microseconds.
std::optional<TimeUs> period_of(std::string_view text) {
  constexpr std::string_view kUnits = "dhms";
  constexpr TimeUs kSecondUs = 1'000'000;
  constexpr std::array<TimeUs, 4> kSizes = {86'400 * kSecondUs, 3'600 * kSecondUs, 60 * kSecondUs, kSecondUs};
  TimeUs period = 0;
  std::size_t from = 0;  // the units that may still come
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::uint32_t amount = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), amount);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (failed != std::errc() || text.empty()) return std::nullopt;
    const std::size_t unit = kUnits.find(text.front(), from);
    if (unit == std::string_view::npos) return std::nullopt;
    period += amount * kSizes[unit];
    from = unit + 1;
    text.remove_prefix(1);
  }
  return period;
}

Result<std::uint64_t> tell_events(Catalog& catalog, const SampleFile& file) {
  const auto text = with_times(file.text, catalog.now_us());
  if (!text) return text.error();
  const auto events = split_events(*text);
  if (!events) return events.error();
  if (events->empty()) return std::uint64_t{0};
  const auto first = lineage::openlineage::parse_event(events->front());
  if (!first) return first.error();
  const auto known = catalog.registry().job(first->job.name);
  if (known) return events->size();
  if (known.error().code != ErrorCode::not_found) return known.error();
  for (const auto& received : receive_events(catalog.registry(), *events, "sample")) {
    if (!received) return received.error();
  }
  return events->size();
}

}  // namespace

Result<std::string> with_times(std::string_view text, TimeUs now_us) {
  constexpr std::string_view kOpen = "{{", kClose = "}}", kNow = "now-";
  std::string out;
  for (std::size_t open = text.find(kOpen); open != std::string_view::npos; open = text.find(kOpen)) {
    const std::size_t close = text.find(kClose, open);
    const std::string_view inside = text.substr(open + kOpen.size(), close - std::min(close, open + kOpen.size()));
    const auto ago = close != std::string_view::npos && inside.starts_with(kNow) ? period_of(inside.substr(kNow.size()))
                                                                                 : std::nullopt;
    if (!ago) {
      return make_error(ErrorCode::unreadable, "bad-placeholder",
                        "`" + shorten(text.substr(open), 30) + "` is no time such as {{now-2d3h10m}}");
    }
    out += text.substr(0, open);
    out += format_rfc3339(now_us - *ago);
    text.remove_prefix(close + kClose.size());
  }
  return out + std::string(text);
}

bool natural_less(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view x = take_digits(&a);
      const std::string_view y = take_digits(&b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.size() < b.size();
}

Result<SampleCounts> load_sample(Catalog& catalog) {
  std::vector<SampleFile> files(sample_files().begin(), sample_files().end());
  std::ranges::sort(files, natural_less, &SampleFile::path);
  RegisterOptions options;
  options.actor = "sample";
  options.reason = "the sample company";
  options.enforce_gates = false;

  SampleCounts counts;
  std::set<std::string> ids;
  // What is retired already stays so: registering its old bytes again would bring it back.
  std::set<std::string> retired_before;
  for (const SampleFile& file : files) {
    if (!file.path.starts_with("contracts/")) continue;
    const auto parsed = contract::parse_contract(file.text);
    if (!parsed) return parsed.error().context(file.path);
    const std::string& id = parsed->contract->id;
    const auto info = catalog.registry().contract(id);
    if (info && !ids.contains(id) && info->state == lineage::SubjectState::retired) retired_before.insert(id);
    ids.insert(id);
    ++counts.versions;
    if (retired_before.contains(id)) continue;
    const auto registered = catalog.register_document(file.text, options);
    if (!registered) return registered.error().context(file.path);
  }
  counts.contracts = ids.size();
  for (const SampleFile& file : files) {
    if (!file.path.starts_with("consumers/")) continue;
    if (const auto loaded = load_consumer(catalog, file); !loaded) return loaded.error();
    ++counts.consumers;
  }
  for (const SampleFile& file : files) {
    if (file.path != "retired.txt") continue;
    const auto retired = retire_listed(catalog, file.text);
    if (!retired) return retired.error();
    counts.retired = retired.value();
  }
  for (const SampleFile& file : files) {
    if (!file.path.starts_with("events/")) continue;
    const auto told = tell_events(catalog, file);
    if (!told) return told.error().context(file.path);
    counts.events += *told;
  }
  return counts;
}

}  // namespace trama::service
