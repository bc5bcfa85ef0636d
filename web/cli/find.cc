// search, suggest and lineage.
#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

// "column customer_id, title" — why a hit is one.
std::string matched(const Json& hit) {
  std::string text;
  for (const Json& highlight : hit.value("highlights", Json::array())) {
    std::string part = text_of(highlight, "field");
    if (const std::string where = text_of(highlight, "where"); !where.empty()) part += ' ' + where;
    if (text.find(part) != std::string::npos) continue;
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void print_search(const Json& answer, const SearchOptions& options) {
  std::vector<Row> rows;
  for (const Json& hit : answer["hits"]) {
    rows.push_back(
        {text_of(hit, "id"), text_of(hit, "title"), text_of(hit, "domain"), text_of(hit, "owner"), matched(hit)});
  }
  if (!rows.empty()) print_table({"ID", "TITLE", "DOMAIN", "OWNER", "MATCHED"}, rows);
  std::cout << answer["total"] << (answer["total"] == 1 ? " result" : " results");
  if (rows.size() < answer["total"].get<std::size_t>()) std::cout << ", " << rows.size() << " shown";
  std::cout << '\n';
  if (answer.contains("did_you_mean")) std::cout << "did you mean: " << text_of(answer, "did_you_mean") << '\n';
  if (options.explain) {
    for (const Json& hit : answer["hits"])
      std::cout << text_of(hit, "id") << ": " << text_of(hit, "explanation") << '\n';
  }
  if (!options.facets) return;
  for (const auto& [name, values] : answer["facets"].items()) {
    std::cout << name << ':';
    for (const Json& value : values) std::cout << "  " << text_of(value, "value") << " (" << value["count"] << ')';
    std::cout << '\n';
  }
}

std::string lineage_target(const LineageOptions& options, const std::string& format) {
  Target target("/lineage");
  target.query("node", options.node).query("direction", options.direction).query("level", options.level);
  target.query("jobs", options.jobs);
  target.query("kind", options.kind).query("relation", options.relation).query("as_of", options.as_of);
  if (options.depth) target.query("depth", std::to_string(*options.depth));
  target.query("limit", std::to_string(options.limit == 0 ? 10'000 : options.limit)).query("format", format);
  return target.text();
}

// Formats of one text are asked for whole; a text cannot go on where another ended.
int print_format(http::Client& client, LineageOptions options, const std::string& format) {
  if (options.limit == 0) options.limit = 200'000;
  const Called called = call(client, {"GET", lineage_target(options, format), "", "", {}});
  if (called.exit != kFine) return called.exit;
  std::cout << called.answer.body;
  if (called.answer.header("trama-complete") == "false")
    std::cerr << "trama: partial answer; narrow it with --depth or --direction\n";
  return kFine;
}

std::string counts_text(const Json& counts) {
  std::uint64_t total = 0;
  for (const Json& count : counts) total += count.get<std::uint64_t>();
  return std::to_string(total) + (counts.size() > 1 ? " in " + std::to_string(counts.size()) + " hops" : "");
}

}  // namespace

int suggest(const SuggestOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/suggest");
  target.query("q", joined(options.words)).query("limit", std::to_string(options.limit));
  const Called called = call(*client, {"GET", target.text(), "", "", {}});
  if (called.exit != kFine) return called.exit;
  if (options.remote.json) {
    std::cout << called.answer.body;
    return kFine;
  }
  std::vector<Row> rows;
  const Json answer = Json::parse(called.answer.body, nullptr, false);
  for (const Json& item : answer["items"]) {
    rows.push_back({text_of(item, "kind"), text_of(item, "title"), text_of(item, "id"), text_of(item, "detail")});
  }
  print_table({"KIND", "TITLE", "ID", "DETAIL"}, rows);
  return kFine;
}

int search(const SearchOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/search");
  target.query("q", joined(options.words))
      .query("domain", options.domain)
      .query("owner", options.owner)
      .query("tag", options.tag);
  target.query("classification", options.classification).query("platform", options.platform);
  target.query("status", options.status).query("sort", options.sort).query("retired", options.retired ? "true" : "");
  target.query("explain", options.explain ? "true" : "").query("limit", std::to_string(options.limit));
  if (options.min_seq > 0) target.query("min_seq", std::to_string(options.min_seq));
  const Called called = call(*client, {"GET", target.text(), "", "", {}});
  if (called.exit != kFine) return called.exit;
  if (options.remote.json) {
    std::cout << called.answer.body;
    return kFine;
  }
  const Json answer = Json::parse(called.answer.body, nullptr, false);
  if (answer.is_object()) print_search(answer, options);
  return kFine;
}

int lineage(const LineageOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (!options.format.empty() || options.remote.json) {
    return print_format(*client, options, options.format.empty() ? "json" : options.format);
  }
  const bool rolled_up = options.level == "product" || options.level == "domain";
  std::vector<Row> rows, edges;
  Json last;
  exit = for_each_page(*client, lineage_target(options, ""), options.limit, "nodes", [&](const Json& page) {
    for (const Json& node : page["nodes"]) {
      rows.push_back({text_of(node, "hop"), text_of(node, "kind"), text_of(node, "id"), text_of(node, "domain"),
                      text_of(node, "owner"), text_of(node, "status")});
      if (rolled_up) rows.back().push_back(text_of(node, "stands_for"));
    }
    for (const Json& edge : rolled_up ? page["edges"] : Json::array()) {
      edges.push_back(
          {text_of(edge, "from"), text_of(edge, "to"), text_of(edge, "relation"), text_of(edge, "stands_for")});
    }
    last = page;
  });
  if (exit != kFine) return exit;
  std::ranges::stable_sort(rows, {}, [](const Row& row) { return std::stoi(row[0]); });
  Row header{"HOP", "KIND", "NODE", "DOMAIN", "OWNER", "STATUS"};
  const std::string below = text_of(last, "rolled_up_from") == "column" ? "COLUMN" : "DATASET";
  if (rolled_up) header.push_back(below + "S");
  print_table(header, rows);
  if (!edges.empty()) print_table({"FROM", "TO", "RELATION", below + " EDGES"}, edges);
  std::cout << "upstream " << counts_text(last["counts_by_hop"]["upstream"]) << "; downstream "
            << counts_text(last["counts_by_hop"]["downstream"]) << "; "
            << (rows.size() >= last["nodes_total"].get<std::size_t>() ? "complete" : "partial") << " as of seq "
            << last["as_of_seq"] << '\n';
  return kFine;
}

int lineage_diff(const LineageDiffOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/lineage/diff");
  target.query("node", options.node).query("from", options.from).query("to", options.to);
  target.query("direction", options.direction).query("kind", options.kind);
  if (options.depth) target.query("depth", std::to_string(*options.depth));
  const auto change = [](const char* member) {
    return [member](const Json& line) { return text_of(line["change"], member); };
  };
  const auto who = [](const Json& line) {
    return text_of(line["asserter"], "kind") + " " + text_of(line["asserter"], "id");
  };
  return print_list(*client, options.remote, target,
                    {{"SEQ", change("seq")},
                     {"TIME", change("time")},
                     {"WHAT", "what"},
                     {"FROM", "from"},
                     {"TO", "to"},
                     {"RELATION", "relation"},
                     {"ASSERTER", who},
                     {"CHANGE", change("kind")}});
}

}  // namespace trama::cli
