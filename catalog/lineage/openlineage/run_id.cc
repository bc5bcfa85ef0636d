#include <algorithm>
#include <array>

#include "catalog/base/hash.h"
#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/event.h"

namespace trama::lineage::openlineage {
namespace {

bool hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

RunId run_id_of(std::string_view text) {
  constexpr std::array<std::size_t, 5> kGroups = {8, 4, 4, 4, 12};
  const std::vector<std::string_view> groups = split(text, '-');
  bool exact = groups.size() == kGroups.size();
  bool good = exact;
  std::string id;
  for (std::size_t i = 0; good && i < groups.size(); ++i) {
    good = hex(groups[i]) && groups[i].size() <= kGroups.at(i);
    exact = exact && groups[i].size() == kGroups.at(i);
    if (!good) break;
    if (i > 0) id += '-';
    id.append(kGroups.at(i) - groups[i].size(), '0');
    id += to_lower(groups[i]);
  }
  return good ? RunId{id, exact} : RunId{name_uuid(text), false};
}

}  // namespace trama::lineage::openlineage
