#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/tree_parts.h"

namespace trama::contract::dcs {
namespace {

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// As the schema has it: "99.9%".
bool percentage(std::string_view text) {
  if (!text.ends_with('%')) return false;
  text.remove_suffix(1);
  const std::size_t dot = text.find('.');
  return digits(text.substr(0, dot)) && (dot == text.npos || digits(text.substr(dot + 1)));
}

// A value with its unit, which has no key of its own here: "3 d".
std::string amount(const Sla& sla) {
  return sla.unit.empty() || sla.value.empty() ? sla.value : sla.value + " " + sla.unit;
}

bool rhythm(std::string_view text) {
  return text == "batch" || text == "micro-batching" || text == "streaming" || text == "manual";
}

const Custom* kept_text(const Sla& sla, std::string_view key) {
  const auto named = [&](const Custom& each) { return each.name == key; };
  if (std::ranges::count_if(sla.custom, named) != 1) return nullptr;
  const Custom& custom = *std::ranges::find_if(sla.custom, named);
  const bool plain = custom.json.starts_with('"') && custom.description.empty() && custom.more.empty();
  return plain ? &custom : nullptr;
}

class Level {
 public:
  explicit Level(const Sla& sla) : sla_(sla) {}

  Node tree(std::string_view key) {
    put_text(&out_, "description", sla_.description);
    if (key == "availability") {
      availability();
    } else if (key == "retention") {
      retention();
    } else if (key == "latency" || key == "freshness") {
      threshold();
    } else if (key == "frequency") {
      frequency();
    } else if (key == "support") {
      put_text(&out_, "time", amount(sla_));
      put_text(&out_, "responseTime", sla_.value_ext);
    } else if (key == "backup") {
      backup();
    } else {
      put_text(&out_, "value", sla_.value);
      put_text(&out_, "unit", sla_.unit);
    }
    put_custom(&out_, rest());
    return std::move(out_);
  }

 private:
  void availability() {
    for (const std::string& text : {sla_.value, sla_.value + "%"}) {
      if (percentage(text) && out_.find("percentage") == nullptr) put_text(&out_, "percentage", text);
    }
  }
  void retention() {
    if (sla_.value == "unlimited") {
      put(&out_, "unlimited", flag_node(true));
    } else {
      put_text(&out_, "period", amount(sla_));
    }
    put_text(&out_, "timestampField", sla_.element);
  }
  void threshold() {
    put_text(&out_, "threshold", amount(sla_));
    put_text(&out_, "timestampField", sla_.element);
    put_kept("sourceTimestampField");
    put_kept("processedTimestampField");
  }
  void frequency() {
    if (rhythm(sla_.value) && sla_.value_ext.empty()) {
      put_text(&out_, "type", sla_.value);
    } else {
      if (rhythm(sla_.value_ext)) put_text(&out_, "type", sla_.value_ext);
      put_text(&out_, "interval", amount(sla_));
    }
    cron();
  }
  void backup() {
    put_text(&out_, "interval", amount(sla_));
    cron();
    put_kept("recoveryTime");
    put_kept("recoveryPoint");
  }
  void cron() {
    if (sla_.scheduler == "cron") put_text(&out_, "cron", sla_.schedule);
  }
  void put_kept(std::string_view key) {
    const Custom* custom = kept_text(sla_, key);
    if (custom == nullptr) return;
    put(&out_, key, raw_node(custom->json));
    kept_.push_back(key);
  }
  std::vector<Custom> rest() const {
    std::vector<Custom> out;
    for (const Custom& custom : sla_.custom) {
      if (std::ranges::find(kept_, custom.name) == kept_.end()) out.push_back(custom);
    }
    return out;
  }

  const Sla& sla_;
  std::vector<std::string_view> kept_;  // written under keys of their own
  Node out_ = map_node();
};

}  // namespace

Node level_tree(const Sla& sla, std::string_view key) {
  return Level(sla).tree(key);
}

}  // namespace trama::contract::dcs
