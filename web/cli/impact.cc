// impact and paths.
#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string impact_target(const ImpactOptions& options, const std::string& format, std::uint64_t limit) {
  Target target("/impact");
  target.query("node", options.node).query("change", options.change).query("certainty", options.certainty);
  target.query("kind", options.kind).query("as_of", options.as_of).query("format", format);
  target.query("limit", std::to_string(limit));
  return target.text();
}

// "customer_id, email (+3)"
std::string fields_text(const Json& hit) {
  constexpr std::size_t kShown = 3;
  const Json fields = hit.value("fields", Json::array());
  std::string text;
  for (std::size_t i = 0; i < std::min(fields.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + text_of(fields[i], "path");
  }
  if (fields.size() > kShown) text += " (+" + std::to_string(fields.size() - kShown) + ")";
  if (text.empty() && hit.value("whole", false)) text = "any";
  return text;
}

Row hit_row(const Json& hit) {
  std::string via = text_of(hit, "via");
  const std::string note = text_of(hit, "note");
  if (note.ends_with("masked")) via += ", masked";
  if (note.ends_with("aggregated")) via += ", aggregated";
  return {text_of(hit, "certainty"),  via,
          text_of(hit, "hop"),        text_of(hit, "kind"),
          text_of(hit, "id"),         fields_text(hit),
          text_of(hit, "owner"),      text_of(hit, "domain"),
          text_of(hit, "criticality")};
}

void print_summary(const Json& answer, std::size_t shown) {
  const Json& counts = answer["counts"];
  std::cout << counts["certain"] << " certain, " << counts["possible"] << " possible, " << counts["cleared"]
            << " cleared; " << (shown >= answer["total"].get<std::size_t>() ? "complete" : "partial") << " as of seq "
            << answer["as_of_seq"] << '\n';
  std::string silent;
  for (const Json& owner : answer["owners"]) {
    if (owner.value("registered", true) || owner["certain"] == 0) continue;
    const std::string name = text_of(owner, "owner").empty() ? "nobody" : text_of(owner, "owner");
    silent += (silent.empty() ? "" : ", ") + name;
  }
  if (!silent.empty()) std::cout << "hit for certain and never registered as consumers: " << silent << '\n';
}

int print_raw(http::Client& client, const std::string& target) {
  const Called called = call(client, {"GET", target, "", "", {}});
  if (called.exit != kFine) return called.exit;
  std::cout << called.answer.body;
  if (called.answer.header("trama-complete") == "false") std::cerr << "trama: partial answer\n";
  return kFine;
}

void print_path(const Json& path, std::size_t number) {
  std::cout << number << ". " << path["length"] << (path["length"] == 1 ? " step\n" : " steps\n");
  std::cout << "   " << path["nodes"][0].get<std::string>() << '\n';
  for (const Json& edge : path["edges"]) {
    std::cout << "   -> " << text_of(edge, "to") << "  " << text_of(edge, "relation");
    for (const char* key : {"type", "subtype"}) {
      if (const std::string text = text_of(edge, key); !text.empty()) std::cout << ' ' << text;
    }
    if (edge.value("masking", false)) std::cout << " masked";
    std::string who;
    for (const Json& asserter : edge["asserters"]) who += (who.empty() ? "" : ", ") + text_of(asserter, "id");
    if (!who.empty()) std::cout << "  (" << who << ')';
    std::cout << '\n';
  }
}

}  // namespace

int impact(const ImpactOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  constexpr std::uint64_t kPage = 1'000, kMost = 10'000;
  if (!options.format.empty() || options.remote.json) {
    return print_raw(*client, impact_target(options, options.format, options.limit == 0 ? kMost : options.limit));
  }
  std::vector<Row> rows;
  Json last;
  const std::string target = impact_target(options, "", options.limit == 0 ? kPage : options.limit);
  exit = for_each_page(*client, target, options.limit, "hits", [&](const Json& page) {
    for (const Json& hit : page["hits"]) rows.push_back(hit_row(hit));
    last = page;
  });
  if (exit != kFine) return exit;
  if (!rows.empty()) {
    print_table({"CERTAINTY", "VIA", "HOP", "KIND", "NODE", "FIELDS", "OWNER", "DOMAIN", "CRITICALITY"}, rows);
  }
  print_summary(last, rows.size());
  return kFine;
}

int paths(const PathsOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/paths");
  target.query("from", options.from).query("to", options.to).query("k", std::to_string(options.k));
  target.query("level", options.level);
  if (options.remote.json) return print_raw(*client, target.text());
  const Called called = call(*client, {"GET", target.text(), "", "", {}});
  if (called.exit != kFine) return called.exit;
  const Json answer = Json::parse(called.answer.body, nullptr, false);
  if (!answer.is_object()) return kFine;
  std::size_t number = 0;
  for (const Json& path : answer["paths"]) print_path(path, ++number);
  if (number == 0) std::cout << "no path at " << text_of(answer, "level") << " level\n";
  std::string through;
  for (const Json& node : answer["every_path_goes_through"]) {
    through += (through.empty() ? "" : ", ") + node.get<std::string>();
  }
  if (!through.empty()) std::cout << "every path goes through: " << through << '\n';
  if (answer["complete"] == false) {
    const bool more = text_of(answer, "truncated_by") == "k";
    std::cout << (more ? "there are more paths; ask with -k" : "partial: " + text_of(answer, "truncated_by")) << '\n';
  }
  return kFine;
}

}  // namespace trama::cli
