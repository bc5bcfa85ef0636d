// What people state by hand: edges and aliases.
#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

void put_text(Json* json, const char* name, const std::string& text) {
  if (!text.empty()) (*json)[name] = text;
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
    return print_list(*client, options.remote, Target("/edges"),
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
    return print_list(*client, options.remote, Target("/aliases"),
                      {{"ALIAS", "alias"}, {"NODE", "node"}, {"BY", "actor"}, {"REASON", "reason"}});
  }
  const std::string target = Target("/aliases").segment(options.alias).text();
  if (options.remove) return print_answer(*client, {"DELETE", target, "", "", {}});
  Json body{{"node", options.node}};
  put_text(&body, "reason", options.reason);
  return print_answer(*client, {"PUT", target, body.dump(), "application/json", {}});
}

}  // namespace trama::cli
