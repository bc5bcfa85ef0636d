#include "web/service/diff_answer.h"

#include <nlohmann/json.hpp>

#include "catalog/contract/change/diff.h"
#include "catalog/contract/change/json.h"

namespace trama::service {

using Json = nlohmann::ordered_json;

Json diff_json(const contract::Contract& from, const contract::Contract& to) {
  Json json = {{"id", to.id}, {"from", from.version}, {"to", to.version}, {"changes", Json::array()}};
  for (const change::Change& change : change::diff(from, to)) {
    json["changes"].push_back(Json::parse(change::to_json(change)));
  }
  return json;
}

}  // namespace trama::service
