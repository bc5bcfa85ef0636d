// Members of artifacts, with another type than they should have taken for absent. Internal to catalog/lineage/dbt.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/json_rows.h"
#include "catalog/lineage/openlineage/event.h"

namespace trama::lineage::dbt {

inline bool flag_of(const Json& map, std::string_view key, bool otherwise = false) {
  const Json value = map.find(key);
  return value.is(JsonType::boolean) ? value.text() == "true" : otherwise;
}

inline std::optional<std::int64_t> integer_of(const Json& value) {
  std::int64_t number = 0;
  const std::string_view text = value.text();
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  // 12.0 is an integer too.
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (failed != std::errc() || !(rest.empty() || rest == ".0")) return std::nullopt;
  return number;
}

// A list of texts, or one text alone.
inline std::vector<std::string> texts_of(const Json& value) {
  std::vector<std::string> texts;
  if (value.is(JsonType::text) && !value.text().empty()) texts.emplace_back(value.text());
  value.items([&](std::size_t, const Json& item) {
    if (item.is(JsonType::text)) texts.emplace_back(item.text());
  });
  return texts;
}

inline TimeUs when(const Json& map, std::string_view key) {
  const Json value = map.find(key);
  return value.absent() ? openlineage::kNever : openlineage::event_time(value.text()).value_or(openlineage::kNever);
}

}  // namespace trama::lineage::dbt
