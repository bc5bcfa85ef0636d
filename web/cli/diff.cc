// What changed between two versions of a contract: asked of a server, or found between two files.
#include <algorithm>
#include <array>
#include <iostream>

#include <nlohmann/json.hpp>

#include "catalog/contract/parse.h"
#include "web/cli/check/words.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"
#include "web/service/diff_answer.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

// "t.email", "server production", "t quality no_nulls"
std::string where_text(const Json& change) {
  std::string text = text_of(change, "dataset");
  if (const std::string field = text_of(change, "field"); !field.empty()) text += '.' + field;
  const std::string name = text_of(change, "name");
  if (text.empty() || !name.empty()) text += (text.empty() ? "" : " ") + text_of(change, "subject");
  return name.empty() ? text : text + ' ' + name;
}

void print_diff(const Json& answer) {
  std::vector<Row> rows;
  for (const Json& change : answer["changes"]) {
    rows.push_back({text_of(change, "rule"), where_text(change), text_of(change, "readers"),
                    one_line(text_of(change, "message"))});
  }
  if (!rows.empty()) print_table({"RULE", "WHERE", "READERS", "CHANGE"}, rows);
  std::cout << text_of(answer, "id") << ' ' << text_of(answer, "from") << " -> " << text_of(answer, "to") << ": "
            << (rows.empty() ? "no change" : counted(rows.size(), "change")) << '\n';
}

int diff_files(const DiffOptions& options) {
  std::array<std::shared_ptr<const contract::Contract>, 2> versions;
  int exit = kFine;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    int unreadable = kFine;
    const std::string bytes = read_input(options.what[i], &unreadable);
    exit = std::max(exit, unreadable);
    if (unreadable != kFine) continue;
    auto parsed = contract::parse_contract(bytes);
    if (parsed) {
      versions[i] = parsed->contract;
    } else {
      exit = std::max(exit, fail(parsed.error(), options.what[i]));
    }
  }
  if (exit != kFine) return exit;
  const Json answer = service::diff_json(*versions[0], *versions[1]);
  if (!options.remote.json) {
    print_diff(answer);
  } else {
    std::cout << answer.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }
  return kFine;
}

int diff_versions(const DiffOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/contracts");
  target.segment(options.what[0]).segment("diff").query("from", options.from).query("to", options.to);
  const http::ClientRequest request{"GET", target.text(), "", "", {}};
  if (options.remote.json) return print_answer(*client, request);
  const auto answer = call_json(*client, request, &exit);
  if (exit == kFine) print_diff(answer);
  return exit;
}

}  // namespace

int diff(const DiffOptions& options) {
  if (options.what.size() == 1) return diff_versions(options);
  if (!options.from.empty() || !options.to.empty()) {
    return wrong_usage("--from and --to name versions of one contract, not files");
  }
  return diff_files(options);
}

}  // namespace trama::cli
