#include "catalog/contract/shared_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/contract/document.h"
#include "catalog/contract/json_tree.h"

namespace trama::contract {
namespace {

bool stable_characters(std::string_view id) {
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Link read_link(Reader& reader) {
  Link link;
  link.type = reader.text("type");
  link.url = reader.text("url");
  reader.demand("url", "the definition");
  reader.demand("type", "the definition", "add `type`, e.g. businessDefinition");
  link.description = reader.text("description");
  keep(reader, "id", &link.custom);
  reader.finish(&link.custom);
  return link;
}

std::string object_of(const std::vector<Custom>& entries) {
  std::string out;
  for (const Custom& entry : entries) {
    out += out.empty() ? '{' : ',';
    append_json_text(&out, entry.name);
    out += ":" + entry.json;
  }
  return out.empty() ? out : out + "}";
}

Custom read_custom_property(Reader& reader) {
  Custom custom;
  std::vector<Custom> further;
  custom.name = reader.name("property");
  if (custom.name.empty()) custom.name = reader.name("name");
  custom.json = reader.json("value");
  if (custom.json.empty()) custom.json = "null";
  custom.description = reader.text("description");
  keep(reader, "id", &further);
  reader.finish(&further);
  custom.more = object_of(further);
  return custom;
}

bool owner_role(std::string_view role) {
  std::string letters;
  for (const char c : to_lower(role)) {
    if (c >= 'a' && c <= 'z') letters += c;
  }
  return letters == "owner" || letters == "dataowner" || letters == "productowner" || letters == "dataproductowner";
}

std::string owner_among(const std::vector<Member>& members) {
  for (const Member& member : members) {
    if (owner_role(member.role)) return member.name.empty() ? member.username : member.name;
  }
  return {};
}

void read_team_object(Reader& team, Contract* contract) {
  contract->owner = team.name("name");
  contract->team_description = team.text("description");
  for (Reader& member : team.maps("members")) contract->members.push_back(read_member(member));
  if (contract->owner.empty()) contract->owner = owner_among(contract->members);
  std::vector<Custom> custom;
  read_custom_properties(team, &custom);
  keep(team, {"id", "tags"}, &custom);
  keep_links(team, "authoritativeDefinitions", &custom);
  team.finish(&custom);
  for (Custom& entry : custom) {
    entry.name = "team." + entry.name;
    contract->custom.push_back(std::move(entry));
  }
}

// Only the characters that tell words apart: "secretAccess-Key" -> "secretaccesskey".
std::string bare_word(std::string_view key) {
  std::string out;
  for (const char c : to_lower(key)) {
    if (c != '_' && c != '-' && c != ' ' && c != '.') out += c;
  }
  return out;
}

bool only(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

// scheme://user:password@host
std::optional<std::string_view> password_in_url(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string_view rest = value.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view user = authority.substr(0, at);
  const std::size_t colon = user.find(':');
  return colon == std::string_view::npos ? std::nullopt : std::optional(user.substr(colon + 1));
}

void report_secret(const std::string& pointer, Mark mark, std::string_view key, Problems* problems) {
  problems->add(Rule::secret_in_contract, {pointer, mark}, "`" + shorten(key, 80) + "` holds a literal secret",
                {.found = "a literal value", .expected = "a placeholder, or nothing"});
}

void check_secret_value(std::string_view key, const Node& value, const std::string& pointer, Problems* problems) {
  if (!value.is_scalar() || value.type == NodeType::boolean) return;
  const auto in_url = password_in_url(value.scalar);
  if ((secret_key(key) && literal_secret(value.scalar)) || (in_url && literal_secret(*in_url))) {
    report_secret(pointer, value.mark, key, problems);
  }
}

}  // namespace

std::vector<Link> read_links(Reader& reader, std::string_view key) {
  std::vector<Link> links;
  const Node* value = reader.node(key);
  if (value != nullptr && value->is_scalar()) return {{"", value->scalar, ""}};
  for (Reader& item : reader.maps(key)) links.push_back(read_link(item));
  return links;
}

void keep_links(Reader& reader, std::string_view key, std::vector<Custom>* custom) {
  note_unknown(reader, key, {"id", "type", "url", "description"});
  keep(reader, key, custom);
}

void keep(Reader& reader, std::string_view key, std::vector<Custom>* custom) {
  if (std::string json = reader.json(key); !json.empty()) custom->push_back({std::string(key), std::move(json), ""});
}

void keep(Reader& reader, std::initializer_list<std::string_view> keys, std::vector<Custom>* custom) {
  for (const std::string_view key : keys) keep(reader, key, custom);
}

void note_unknown(Reader& reader, std::string_view key, std::initializer_list<std::string_view> known) {
  const Node* value = reader.peek(key);
  if (value == nullptr || value->type != NodeType::list) return;
  const std::string at = join_pointer(reader.pointer(), key);
  for (std::size_t i = 0; i < value->list.size(); ++i) {
    if (value->list[i].type != NodeType::map) continue;
    Reader item(value->list[i], join_pointer(at, i), reader.problems());
    for (const std::string_view each : known) item.ignore(each);
    std::vector<Custom> with_the_list;
    item.finish(&with_the_list);
  }
}

std::vector<Link> read_link_map(Reader& reader, std::string_view key) {
  std::vector<Link> links;
  auto map = reader.map(key);
  if (!map) return links;
  for (const Node::Entry& entry : map->self().map) {
    const Node& value = entry.value;
    if (value.type == NodeType::null) continue;
    links.push_back({entry.key, value.is_scalar() ? value.scalar : to_json_text(value), ""});
  }
  return links;
}

void read_custom_properties(Reader& reader, std::vector<Custom>* custom) {
  constexpr std::string_view kKey = "customProperties";
  const Node* value = reader.node(kKey);
  if (value == nullptr) return;
  if (value->type == NodeType::map) {
    for (const Node::Entry& entry : value->map) custom->push_back({entry.key, to_json_text(entry.value), ""});
    return;
  }
  for (Reader& item : reader.maps(kKey)) {
    Custom entry = read_custom_property(item);
    if (entry.name.empty()) {
      item.problem(Rule::missing_key, "a custom property has no name", {.expected = "`property` and `value`"});
    }
    custom->push_back(std::move(entry));
  }
}

std::string take_custom(std::vector<Custom>* custom, std::string_view name) {
  const auto at = std::ranges::find(*custom, name, &Custom::name);
  if (at == custom->end()) return {};
  if (!at->description.empty() || !at->more.empty()) return at->json;
  std::string json = std::move(at->json);
  custom->erase(at);
  return json;
}

std::string json_scalar_text(std::string_view json) {
  if (json == "null") return {};
  if (!json.starts_with('"')) return std::string(json);
  const auto document = load_document("[" + std::string(json) + "]");
  return document && document->root.list.size() == 1 ? document->root.list[0].scalar : std::string(json);
}

std::vector<std::string> json_texts(std::string_view json) {
  std::vector<std::string> out;
  if (!json.starts_with('[')) {
    if (std::string text = json_scalar_text(json); !text.empty()) out.push_back(std::move(text));
    return out;
  }
  const auto document = load_document(json);
  if (!document) return out;
  for (const Node& item : document->root.list) out.push_back(item.is_scalar() ? item.scalar : to_json_text(item));
  return out;
}

std::string read_stable_id(Reader& reader) {
  const bool present = reader.has("id");
  std::string id = reader.name("id");
  if (present && id.empty()) {
    reader.problem_at("id", Rule::blank_id, "the id is blank");
  } else if (!stable_characters(id)) {
    reader.problem_at("id", Rule::stable_id_characters, "a stable id has characters it should not have",
                      {.found = id, .expected = "A-Z a-z 0-9 _ -"});
  }
  return id;
}

namespace {

// False where the text says more than whether, or since when; then it must be kept.
bool set_deprecation(std::string_view value, Deprecation* out) {
  const std::string_view text = trim(value);
  if (text.empty() || equal_ignoring_case(text, "false") || equal_ignoring_case(text, "no")) return true;
  out->deprecated = true;
  if (equal_ignoring_case(text, "true") || equal_ignoring_case(text, "yes")) return true;
  if (out->since.empty() && text.front() >= '0' && text.front() <= '9') out->since = text;
  return text == out->since;
}

}  // namespace

Deprecation read_deprecation(Reader& reader, std::vector<Custom>* custom) {
  Deprecation out;
  out.since = reader.text("deprecatedSince");
  out.successor = reader.text("successor");
  if (!set_deprecation(reader.text("deprecated"), &out)) keep(reader, "deprecated", custom);
  if (!out.since.empty() || !out.successor.empty()) out.deprecated = true;
  return out;
}

Deprecation take_deprecation(std::vector<Custom>* custom) {
  Deprecation out;
  out.since = json_scalar_text(take_custom(custom, "deprecatedSince"));
  out.successor = json_scalar_text(take_custom(custom, "successor"));
  const auto said = std::ranges::find(*custom, "deprecated", &Custom::name);
  if (said != custom->end() && set_deprecation(json_scalar_text(said->json), &out)) {
    (void)take_custom(custom, "deprecated");
  }
  if (!out.since.empty() || !out.successor.empty()) out.deprecated = true;
  return out;
}

namespace {

void set_field(Deprecation from, Field* field) {
  field->deprecated = from.deprecated;
  field->deprecated_since = std::move(from.since);
  field->successor = std::move(from.successor);
}

}  // namespace

void read_field_deprecation(Reader& reader, Field* field) {
  set_field(read_deprecation(reader, &field->custom), field);
  field->aliases = reader.names("aliases");
  field->previous_name = reader.name("previousName");
  field->unit = reader.text("unit");
}

void take_field_deprecation(std::vector<Custom>* custom, Field* field) {
  set_field(take_deprecation(custom), field);
  if (const std::string json = take_custom(custom, "aliases"); !json.empty()) field->aliases = json_texts(json);
  if (const std::string json = take_custom(custom, "previousName"); !json.empty()) {
    field->previous_name = json_scalar_text(json);
  }
  if (const std::string json = take_custom(custom, "unit"); !json.empty()) field->unit = json_scalar_text(json);
}

Member read_member(Reader& reader) {
  Member member;
  member.username = reader.name("username");
  member.name = reader.name("name");
  reader.demand("username", "the member");
  member.description = reader.text("description");
  // v2's word for it.
  if (!reader.has("description")) member.description = reader.text("comment");
  member.role = reader.text("role");
  member.date_in = reader.text("dateIn");
  member.date_out = reader.text("dateOut");
  member.replaced_by = reader.text("replacedByUsername");
  member.tags = reader.names("tags");
  read_custom_properties(reader, &member.custom);
  keep_links(reader, "authoritativeDefinitions", &member.custom);
  keep(reader, "id", &member.custom);
  reader.finish(&member.custom);
  return member;
}

void read_team(Reader& reader, std::string_view key, Contract* contract) {
  const Node* value = reader.node(key);
  if (value == nullptr) return;
  if (value->is_scalar()) {
    contract->owner = reader.name(key);
    return;
  }
  const bool lone_member = value->find("username") != nullptr && value->find("members") == nullptr;
  if (value->type == NodeType::map && !lone_member) {
    if (auto team = reader.map(key)) read_team_object(*team, contract);
    return;
  }
  for (Reader& member : reader.maps(key)) contract->members.push_back(read_member(member));
  contract->owner = owner_among(contract->members);
}

std::vector<Support> read_support(Reader& reader, std::string_view key) {
  std::vector<Support> out;
  for (Reader& item : reader.maps(key)) {
    Support support;
    support.channel = item.text("channel");
    item.demand("channel", "the support entry");
    support.url = item.text("url");
    support.tool = item.text("tool");
    support.scope = item.text("scope");
    support.description = item.text("description");
    support.invitation_url = item.text("invitationUrl");
    read_custom_properties(item, &support.custom);
    keep(item, {"id", "tags"}, &support.custom);
    keep_links(item, "authoritativeDefinitions", &support.custom);
    item.finish(&support.custom);
    out.push_back(std::move(support));
  }
  return out;
}

namespace {

std::string_view without_v(std::string_view version) {
  version = trim(version);
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  return version;
}

bool published(std::string_view version, std::span<const std::string_view> known) {
  // "3.1" stands for every 3.1.x.
  return std::ranges::any_of(known, [&](std::string_view each) {
    return each == version || (each.starts_with(version) && each.substr(version.size()).starts_with('.'));
  });
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [at, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || at != text.data() + text.size()) return std::nullopt;
  return value;
}

void read_bound(Reader& reader, std::string_view key, std::string_view exclusive_key, std::string* bound,
                std::string* exclusive) {
  *bound = reader.text(key);
  const Node* node = reader.peek(exclusive_key);
  const bool modifier = node != nullptr && node->is_scalar() &&
                        (equal_ignoring_case(node->scalar, "true") || equal_ignoring_case(node->scalar, "false"));
  if (!modifier) {
    *exclusive = reader.text(exclusive_key);
    return;
  }
  // JSON Schema's older spelling: a modifier of the bound beside it.
  if (reader.flag(exclusive_key)) *exclusive = std::exchange(*bound, {});
}

bool above(std::string_view low, std::string_view high) {
  const auto a = number_of(low);
  const auto b = number_of(high);
  return a && b && *a > *b;
}

}  // namespace

std::string read_spec_version(Reader& reader, std::string_view key, std::span<const std::string_view> known) {
  std::string declared = reader.text(key);
  const std::string_view version = without_v(declared);
  if (version.empty() || published(version, known)) return declared;
  const std::string_view major = version.substr(0, version.find('.'));
  const bool known_major =
      std::ranges::any_of(known, [&](std::string_view each) { return each.substr(0, each.find('.')) == major; });
  reader.problem_at(
      key, known_major ? Rule::unknown_version : Rule::unsupported_version,
      known_major ? "this version is not known; the nearest one's rules were used" : "this version is not supported",
      {.found = declared,
       .expected = "up to " + std::string(known.back()),
       .hint = known_major ? "" : "use " + std::string(known.back())});
  return declared;
}

void read_bounds(Reader& reader, Constraints* constraints) {
  read_bound(reader, "minimum", "exclusiveMinimum", &constraints->minimum, &constraints->exclusive_minimum);
  read_bound(reader, "maximum", "exclusiveMaximum", &constraints->maximum, &constraints->exclusive_maximum);
}

std::optional<std::int32_t> read_digits(Reader& reader, std::string_view key) {
  constexpr std::int64_t kDigitsMax = 100'000;
  const auto given = reader.integer(key);
  if (!given) return std::nullopt;
  if (*given >= -kDigitsMax && *given <= kDigitsMax) return static_cast<std::int32_t>(*given);
  reader.problem_at(key, Rule::wrong_type, "`" + std::string(key) + "` is no number of digits",
                    {.found = std::to_string(*given), .expected = "at most " + std::to_string(kDigitsMax)});
  return std::nullopt;
}

void check_bounds(Reader& reader, const Constraints& constraints) {
  const auto report = [&](std::string_view key, const std::string& low, const std::string& high) {
    reader.problem_at(key, Rule::contradicting_bounds, "the lower bound is above the upper bound",
                      {.found = low + " > " + high});
  };
  const auto& c = constraints;
  if (above(c.minimum, c.maximum)) report("minimum", c.minimum, c.maximum);
  if (above(c.exclusive_minimum, c.maximum)) report("exclusiveMinimum", c.exclusive_minimum, c.maximum);
  if (above(c.minimum, c.exclusive_maximum)) report("minimum", c.minimum, c.exclusive_maximum);
  if (above(c.exclusive_minimum, c.exclusive_maximum)) {
    report("exclusiveMinimum", c.exclusive_minimum, c.exclusive_maximum);
  }
  if (c.min_length && c.max_length && *c.min_length > *c.max_length) {
    report("minLength", std::to_string(*c.min_length), std::to_string(*c.max_length));
  }
  if (c.min_items && c.max_items && *c.min_items > *c.max_items) {
    report("minItems", std::to_string(*c.min_items), std::to_string(*c.max_items));
  }
  if (c.min_properties && c.max_properties && *c.min_properties > *c.max_properties) {
    report("minProperties", std::to_string(*c.min_properties), std::to_string(*c.max_properties));
  }
}

std::string canonical_server_type(std::string_view type) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>({{"postgresql", "postgres"},
                                                                                        {"pg", "postgres"},
                                                                                        {"mssql", "sqlserver"},
                                                                                        {"sql server", "sqlserver"},
                                                                                        {"mariadb", "mysql"},
                                                                                        {"google bigquery", "bigquery"},
                                                                                        {"big query", "bigquery"},
                                                                                        {"gs", "gcs"},
                                                                                        {"s3a", "s3"},
                                                                                        {"aws s3", "s3"},
                                                                                        {"adls", "azure"}});
  std::string lower = to_lower(trim(type));
  const auto at = std::ranges::find(kNames, std::string_view(lower), [](const auto& entry) { return entry.first; });
  return at == kNames.end() ? lower : std::string(at->second);
}

bool secret_key(std::string_view key) {
  constexpr auto kEndings = std::to_array<std::string_view>(
      {"password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "accesskey", "secretkey",
       "secretaccesskey", "privatekey", "accountkey", "sharedkey", "credentials", "credential"});
  const std::string word = bare_word(key);
  return std::ranges::any_of(kEndings, [&](std::string_view ending) { return word.ends_with(ending); });
}

bool literal_secret(std::string_view value) {
  const std::string text = to_lower(trim(value));
  if (text.empty() || only(text, "*") || only(text, "x") || only(text, ".-_")) return false;
  if (text.front() == '$' || text.find("${") != text.npos || text.find("{{") != text.npos) return false;
  if ((text.front() == '<' && text.back() == '>') || (text.front() == '%' && text.back() == '%')) return false;
  if ((text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']')) return false;
  constexpr auto kPrefixes = std::to_array<std::string_view>(
      {"env:",     "env.",          "env(",       "vault:",   "vault/",    "secret:",
       "secret/",  "secrets/",      "secretref:", "ref+",     "ssm:",      "/run/secrets/",
       "file:",    "op://",         "kms:",       "arn:aws:", "projects/", "@microsoft.keyvault",
       "keyvault", "azurekeyvault", "awssecret",  "%(",       "your",      "dbutils.secrets",
       "urn:",     "https://",      "k8s:",       "sops:"});
  if (std::ranges::any_of(kPrefixes, [&](std::string_view prefix) { return text.starts_with(prefix); })) return false;
  constexpr auto kWords =
      std::to_array<std::string_view>({"redacted", "masked", "hidden", "placeholder", "none", "null", "n/a", "todo",
                                       "changeme", "change-me", "change_me", "tbd"});
  return std::ranges::find(kWords, std::string_view(text)) == kWords.end();
}

void check_secrets(const Node& server, const std::string& pointer, Problems* problems) {
  for (std::size_t i = 0; i < server.list.size(); ++i) {
    check_secrets(server.list[i], join_pointer(pointer, i), problems);
  }
  // customProperties hide the key in a value.
  const Node* property = server.find("property");
  const Node* value = server.find("value");
  if (property != nullptr && value != nullptr) {
    check_secret_value(property->scalar, *value, join_pointer(pointer, "value"), problems);
  }
  for (const Node::Entry& entry : server.map) {
    const std::string at = join_pointer(pointer, entry.key);
    check_secret_value(entry.key, entry.value, at, problems);
    check_secrets(entry.value, at, problems);
  }
}

}  // namespace trama::contract
