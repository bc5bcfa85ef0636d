// What people state by hand: edges and aliases.
#include <iostream>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

void put_text(Json* json, const char* name, const std::string& text) {
  if (!text.empty()) (*json)[name] = text;
}

int print_answer(http::Client& client, const http::ClientRequest& request) {
  const Called called = call(client, request);
  if (called.exit == kFine) std::cout << called.answer.body;
  return called.exit;
}

int wrong_usage(const std::string& what) {
  return fail(make_error(ErrorCode::invalid_argument, "usage", what));
}

// A table of some members of every item, or the items themselves.
int print_list(http::Client& client, const Remote& remote, const std::string& path,
               const std::vector<std::pair<std::string, const char*>>& columns) {
  std::vector<Row> rows;
  const std::string target = Target(path).query("limit", "1000").text();
  const int exit = for_each_page(client, target, 0, "items", [&](const Json& page) {
    for (const Json& item : page["items"]) {
      if (remote.json) std::cout << item.dump() << '\n';
      Row& row = rows.emplace_back();
      for (const auto& [title, member] : columns) row.push_back(text_of(item, member));
    }
  });
  Row header;
  for (const auto& [title, member] : columns) header.push_back(title);
  if (exit == kFine && !remote.json) print_table(header, rows);
  return exit;
}

}  // namespace

int edge(const EdgeOptions& options) {
  const bool adds = !options.from.empty() || !options.to.empty();
  if (adds && !options.remove.empty()) return wrong_usage("--remove goes without --from and --to");
  if (adds && (options.from.empty() || options.to.empty() || options.reason.empty())) {
    return wrong_usage("an edge needs --from, --to and --reason");
  }
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (!options.remove.empty()) {
    return print_answer(*client, {"DELETE", Target("/edges").segment(options.remove).text(), "", "", {}});
  }
  if (!adds) {
    return print_list(*client, options.remote, "/edges",
                      {{"ID", "id"},
                       {"FROM", "from"},
                       {"TO", "to"},
                       {"RELATION", "relation"},
                       {"BY", "actor"},
                       {"REASON", "reason"}});
  }
  Json body{{"from", options.from}, {"to", options.to}, {"reason", options.reason}};
  put_text(&body, "relation", options.relation);
  put_text(&body, "type", options.type);
  put_text(&body, "subtype", options.subtype);
  return print_answer(*client, {"POST", Target("/edges").text(), body.dump(), "application/json", {}});
}

int alias(const AliasOptions& options) {
  if (!options.node.empty() && options.remove) return wrong_usage("--remove goes without --node");
  if (options.alias.empty() && (options.remove || !options.node.empty())) return wrong_usage("which alias?");
  if (!options.alias.empty() && !options.remove && options.node.empty()) {
    return wrong_usage("say what `" + options.alias + "` means with --node, or --remove it");
  }
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (options.alias.empty()) {
    return print_list(*client, options.remote, "/aliases",
                      {{"ALIAS", "alias"}, {"NODE", "node"}, {"BY", "actor"}, {"REASON", "reason"}});
  }
  const std::string target = Target("/aliases").segment(options.alias).text();
  if (options.remove) return print_answer(*client, {"DELETE", target, "", "", {}});
  Json body{{"node", options.node}};
  put_text(&body, "reason", options.reason);
  return print_answer(*client, {"PUT", target, body.dump(), "application/json", {}});
}

}  // namespace trama::cli
