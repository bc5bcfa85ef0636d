// What the readers of facets and events share: where they are, what they have found, and members of JSON maps with the
// leniency event.h describes. Internal to catalog/lineage/openlineage; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/json_rows.h"
#include "catalog/lineage/openlineage/event.h"

namespace trama::lineage::openlineage {

// A place in the document, written out only when something is said about it.
class At {
 public:
  At() = default;
  At(const At& up, std::string_view key) : up_(&up), key_(key) {}
  At(const At& up, std::size_t index) : up_(&up), index_(index), indexed_(true) {}
  [[nodiscard]] std::string pointer() const;  // RFC 6901

 private:
  const At* up_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  bool indexed_ = false;
};

// Rules of problems, each with its severity. Errors refuse the event.
enum class Rule : std::uint8_t {
  not_json,
  not_an_event,
  nested_too_deeply,
  too_many_values,
  missing_member,  // run id, names, eventTime
  unreadable_time,
  wrong_type,  // of what cannot be understood otherwise
  name_too_long,
  name_control_character,
  too_many_datasets,
  // Warnings: the event is read without it.
  facet_unreadable,
  facet_cut,
  unknown_event_type,
  missing_producer,
  run_id_replaced,
  // Notes.
  member_ignored,
  count
};

// What one event has so far: findings and how much of its bounds is used.
class Reading {
 public:
  explicit Reading(TimeUs time_us = kNever) : time_us_(time_us) {}

  void say(Rule rule, const At& at, std::string message, std::string expected = "", std::string hint = "",
           std::string_view found = "");
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::vector<Problem> take() { return std::move(problems_); }

  [[nodiscard]] TimeUs time_us() const { return time_us_; }  // of the event: that of its facets
  void set_time(TimeUs time_us) { time_us_ = time_us; }
  // One more source of a column; false once there are too many (said once).
  bool take_source(const At& at);

 private:
  TimeUs time_us_;
  bool failed_ = false;
  std::size_t sources_ = 0;
  std::vector<Problem> problems_;
};

// Members of a map. Absent, null or of another type: "" or nullopt; a number or boolean serves as text and the other
// way round. Texts are cut at `bytes_max` with a warning.
[[nodiscard]] std::string text_of(Reading* reading, const Json& map, const At& at, std::string_view key,
                                  std::size_t bytes_max = kFreeTextBytesMax);
[[nodiscard]] std::optional<std::int64_t> integer_of(const Json& map, std::string_view key);
[[nodiscard]] std::string number_of(const Json& map, std::string_view key);  // its spelling, or that of a text
[[nodiscard]] std::optional<bool> flag_of(const Json& map, std::string_view key);
[[nodiscard]] std::optional<TimeUs> time_of(const Json& map, std::string_view key);

// A name or column within a facet: "" where it is absent, too long or has control characters, with a warning.
[[nodiscard]] std::string name_in_facet(Reading* reading, const Json& map, const At& at, std::string_view key);
// namespace and name; both or none. False: something is missing (a warning where only one is).
[[nodiscard]] bool read_name(Reading* reading, const Json& map, const At& at, Name* out);
// A name without which the event is refused.
[[nodiscard]] std::string required_name(Reading* reading, const Json& map, const At& at, std::string_view key,
                                        std::string_view what);

// Visits the maps of a list, at most kFacetItemsMax; null elements are passed over. False where `list` is something
// else than a list, null or absent.
template <typename Visit>
bool each_map(Reading* reading, const Json& list, const At& at, const Visit& visit) {
  if (list.absent()) return true;
  if (!list.is(JsonType::list)) return false;
  list.items([&](std::size_t index, const Json& item) {
    if (index == kFacetItemsMax) {
      reading->say(Rule::facet_cut, at, "the list is too long; the rest is left out",
                   "at most " + std::to_string(kFacetItemsMax) + " elements");
    }
    if (index >= kFacetItemsMax || !item.is(JsonType::map)) return;
    visit(item, At(at, index));
  });
  return true;
}

}  // namespace trama::lineage::openlineage
