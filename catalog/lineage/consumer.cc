#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/base/semver.h"
#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/lineage/endpoints.h"
#include "catalog/lineage/from_contract.h"

namespace trama::lineage {
namespace {

using contract::Node;
using contract::NodeType;
using contract::put_list;
using contract::put_text;
using contract::put_texts;

constexpr auto kConsumerKeys = std::to_array<std::string_view>(
    {"id", "name", "type", "domain", "owner", "contact", "description", "url", "criticality", "tags", "uses"});
constexpr auto kUseKeys = std::to_array<std::string_view>({"contract", "versions", "fields", "purpose", "until"});
constexpr std::size_t kUsesMax = 10'000;
constexpr std::size_t kDateBytes = 10;  // 2026-12-31
constexpr TimeUs kDayUs = 86'400'000'000;

// The start of the day.
std::optional<TimeUs> read_date(std::string_view text) {
  return text.size() == kDateBytes ? parse_rfc3339(text) : std::nullopt;
}

class ConsumerReader {
 public:
  explicit ConsumerReader(ConsumerOrigin origin) : origin_(origin) {}

  Consumer read(const Node& root, std::string_view id) {
    Consumer out;
    out.id = id;
    if (root.type != NodeType::map) {
      problem("", "a consumer is an object", "an object");
      return out;
    }
    check_keys(root, kConsumerKeys, "");
    if (const std::string body_id = text(root, "id", "", limits::kNameBytesMax); !body_id.empty() && body_id != id) {
      problem("/id", "the id differs from the one in the address", std::string(id));
    }
    if (!valid_id(id)) problem("/id", "not an id", "1 to 512 bytes without control characters");
    for (const auto& [key, member] : {std::pair("name", &out.name), std::pair("type", &out.type),
                                      std::pair("domain", &out.domain), std::pair("owner", &out.owner),
                                      std::pair("contact", &out.contact), std::pair("criticality", &out.criticality)}) {
      *member = text(root, key, "", limits::kNameBytesMax);
    }
    out.description = text(root, "description", "", limits::kTextBytesMax);
    out.url = text(root, "url", "", limits::kTextBytesMax);
    out.tags = texts(root, "tags", "");
    read_uses(root, &out);
    return out;
  }
  [[nodiscard]] std::vector<Problem> take() { return std::move(problems_); }

 private:
  void problem(std::string pointer, std::string message, std::string expected, std::string hint = "") {
    if (problems_.size() >= limits::kProblemsMax) return;
    Problem& added = problems_.emplace_back();
    added.rule = "consumer";
    added.message = std::move(message);
    added.pointer = std::move(pointer);
    added.expected = std::move(expected);
    added.hint = std::move(hint);
  }
  template <typename Keys>
  void check_keys(const Node& map, const Keys& keys, const std::string& pointer) {
    for (const Node::Entry& entry : map.map) {
      if (std::ranges::find(keys, std::string_view(entry.key)) != keys.end()) continue;
      const auto near = did_you_mean(entry.key, keys);
      problem(pointer + "/" + shorten(entry.key, 80), "`" + shorten(entry.key, 80) + "` is not known here",
              "a known key", near ? "did you mean `" + std::string(*near) + "`?" : "");
    }
  }
  std::string checked(const Node& value, const std::string& pointer, std::size_t bytes_max) {
    if (value.type != NodeType::text) {
      problem(pointer, "not a text", "a text");
    } else if (value.scalar.size() > bytes_max) {
      problem(pointer, "the text is too long", "at most " + std::to_string(bytes_max) + " bytes");
    } else {
      return value.scalar;
    }
    return {};
  }
  std::string text(const Node& map, std::string_view key, const std::string& pointer, std::size_t bytes_max) {
    const Node* value = map.find(key);
    if (value == nullptr || value->type == NodeType::null) return {};
    return checked(*value, pointer + "/" + std::string(key), bytes_max);
  }
  std::vector<std::string> texts(const Node& map, std::string_view key, const std::string& pointer) {
    const Node* value = map.find(key);
    if (value == nullptr || value->type == NodeType::null) return {};
    const std::string here = pointer + "/" + std::string(key);
    if (value->type != NodeType::list) {
      problem(here, "not a list", "a list of texts");
      return {};
    }
    std::vector<std::string> out;
    out.reserve(value->list.size());
    for (std::size_t i = 0; i < value->list.size(); ++i) {
      out.push_back(checked(value->list[i], here + "/" + std::to_string(i), limits::kNameBytesMax));
    }
    return out;
  }
  void read_uses(const Node& root, Consumer* out) {
    const Node* uses = root.find("uses");
    if (uses == nullptr || uses->type == NodeType::null) return;
    if (uses->type != NodeType::list || uses->list.size() > kUsesMax) {
      problem("/uses", "not a list of uses", "a list of at most " + std::to_string(kUsesMax) + " uses");
      return;
    }
    for (std::size_t i = 0; i < uses->list.size(); ++i) {
      out->uses.push_back(read_use(uses->list[i], "/uses/" + std::to_string(i)));
    }
  }
  ConsumerUse read_use(const Node& node, const std::string& pointer) {
    ConsumerUse use;
    if (node.type == NodeType::text) {
      use.contract = checked(node, pointer, limits::kKeyBytesMax);
    } else if (node.type == NodeType::map) {
      check_keys(node, kUseKeys, pointer);
      use.contract = text(node, "contract", pointer, limits::kKeyBytesMax);
      use.versions = text(node, "versions", pointer, limits::kNameBytesMax);
      use.fields = texts(node, "fields", pointer);
      use.purpose = text(node, "purpose", pointer, limits::kTextBytesMax);
      use.until = text(node, "until", pointer, limits::kNameBytesMax);
      if (origin_ == ConsumerOrigin::given) check_term(use, pointer);
    }
    if (trim(use.contract).empty()) problem(pointer, "a use names no contract", "`contract`: the id of a contract");
    return use;
  }

  void check_term(const ConsumerUse& use, const std::string& pointer) {
    if (const auto range = VersionRange::parse(use.versions); !range) {
      problem(pointer + "/versions", range.error().message, "a range of versions",
              "write ^1.2, ~1.2, >=1.0 <2.0, 1.x || 3.x, 1.2.3 or *; =text for a version that is no semver");
    }
    if (!use.until.empty() && !read_date(use.until)) {
      problem(pointer + "/until", "`" + shorten(use.until, 80) + "` is no date", "a date",
              "write the last day as YYYY-MM-DD, for example 2027-06-30; leave it out where there is no end");
    }
  }

  ConsumerOrigin origin_;
  std::vector<Problem> problems_;
};

Node use_node(const ConsumerUse& use) {
  Node out = contract::map_node();
  put_text(&out, "contract", use.contract);
  put_text(&out, "versions", use.versions);
  put_texts(&out, "fields", use.fields);
  put_text(&out, "purpose", use.purpose);
  put_text(&out, "until", use.until);
  return out;
}

}  // namespace

bool in_force(const ConsumerUse& use, TimeUs at_us) {
  const auto last_day = read_date(use.until);
  return !last_day || at_us < *last_day + kDayUs;
}

Result<Consumer> consumer_from_json(std::string_view json, std::string_view id, ConsumerOrigin origin) {
  const auto tree = contract::parse_json_tree(json);
  if (!tree) return make_error(ErrorCode::unreadable, "not-json", "the body is not JSON");
  ConsumerReader reader(origin);
  Consumer consumer = reader.read(*tree, id);
  std::vector<Problem> problems = reader.take();
  if (problems.empty()) return consumer;
  Error error = make_error(ErrorCode::invalid_document, "invalid-consumer", "the consumer breaks its rules");
  error.problems = std::move(problems);
  return error;
}

std::string to_json(const Consumer& consumer) {
  Node out = contract::map_node();
  for (const auto& [key, member] :
       {std::pair("id", &consumer.id), std::pair("name", &consumer.name), std::pair("type", &consumer.type),
        std::pair("domain", &consumer.domain), std::pair("owner", &consumer.owner),
        std::pair("contact", &consumer.contact), std::pair("description", &consumer.description),
        std::pair("url", &consumer.url), std::pair("criticality", &consumer.criticality)}) {
    put_text(&out, key, *member);
  }
  put_texts(&out, "tags", consumer.tags);
  Node uses = contract::list_node();
  for (const ConsumerUse& use : consumer.uses) uses.list.push_back(use_node(use));
  put_list(&out, "uses", std::move(uses));
  return contract::to_json_text(out);
}

std::vector<Assertion> assertions_of(const Consumer& consumer) {
  std::vector<Assertion> out;
  const Endpoint itself{EndpointKind::consumer, consumer.id, "", "", ""};
  for (const ConsumerUse& use : consumer.uses) {
    const std::string_view contract = trim(use.contract);
    if (contract.empty()) continue;
    const auto add = [&](std::string_view field) {
      out.push_back({.source = endpoint_of_use(contract, field), .target = itself, .relation = Relation::consumes});
    };
    if (use.fields.empty()) add("");
    for (const std::string& field : use.fields) add(trim(field));
  }
  std::ranges::sort(out);
  const auto [first, last] = std::ranges::unique(out);
  out.erase(first, last);
  return out;
}

Summary summary_of(const Consumer& consumer) {
  Summary out;
  out.kind = SubjectKind::consumer;
  out.id = consumer.id;
  out.title = consumer.name.empty() ? consumer.id : consumer.name;
  out.domain = consumer.domain;
  out.owner = consumer.owner;
  out.type = consumer.type;
  out.tags = consumer.tags;
  std::ranges::sort(out.tags);
  return out;
}

}  // namespace trama::lineage
