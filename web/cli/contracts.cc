// register, get, list, retire, erase, consumers, changes.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {

using Json = nlohmann::ordered_json;

int register_files(const RegisterOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  for (const std::string& file : options.files) {
    int unreadable = kFine;
    http::ClientRequest request;
    request.method = "POST";
    request.body = read_input(file, &unreadable);
    exit = std::max(exit, unreadable);
    if (unreadable != kFine) continue;
    Target target("/contracts");
    target.query("strict", options.strict ? "true" : "").query("dry_run", options.dry_run ? "true" : "");
    target.query("override", options.override_gates).query("reason", options.reason);
    request.target = target.text();
    request.content_type = "application/yaml";
    if (!options.if_match.empty()) request.headers.emplace_back("If-Match", '"' + options.if_match + '"');
    const Called called = call(*client, request, file);
    exit = std::max(exit, called.exit);
    if (called.exit == kFine && options.remote.json) std::cout << called.answer.body;
    if (called.exit == kFine && !options.remote.json) print_registered(file, called.answer);
    if (called.exit == kUnreachable) break;
  }
  return exit;
}

int get(const GetOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/contracts");
  target.segment(options.id);
  if (options.versions) {
    std::vector<Row> rows;
    target.segment("versions").query("as_of", options.as_of);
    const Called called = call(*client, {"GET", target.text(), "", "", {}});
    if (called.exit != kFine) return called.exit;
    if (options.remote.json) {
      std::cout << called.answer.body;
      return kFine;
    }
    for (const Json& v : Json::parse(called.answer.body)["items"]) {
      rows.push_back({text_of(v, "version"), text_of(v, "revisions"), text_of(v, "seq"), text_of(v, "time"),
                      text_of(v, "actor"), text_of(v, "dialect")});
    }
    print_table({"VERSION", "REVISIONS", "SEQ", "TIME", "ACTOR", "DIALECT"}, rows);
    return kFine;
  }
  if (!options.version.empty()) target.segment("versions").segment(options.version);
  target.query("format", options.remote.json ? "json" : options.format).query("as_of", options.as_of);
  const Called called = call(*client, {"GET", target.text(), "", "", {}});
  if (called.exit == kFine) std::cout << called.answer.body;
  return called.exit;
}

int retire(const RetireOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/contracts");
  target.segment(options.id).query("reason", options.reason);
  const Called called = call(*client, {"DELETE", target.text(), "", "", {}});
  if (called.exit != kFine) return called.exit;
  std::cout << (options.remote.json ? called.answer.body : "retired " + options.id + "\n");
  return kFine;
}

int erase(const EraseOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  const std::string target =
      Target("/contracts").segment(options.id).segment("versions").segment(options.version).text();
  const std::string body = Json{{"reason", options.reason}}.dump();
  const Called called = call(*client, {"POST", target + "/erase", body, "application/json", {}});
  if (called.exit != kFine) return called.exit;
  std::cout << (options.remote.json ? called.answer.body : "erased " + options.id + " " + options.version + "\n");
  return kFine;
}

int list(const ListOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/contracts");
  target.query("domain", options.domain).query("owner", options.owner).query("tag", options.tag);
  target.query("classification", options.classification).query("platform", options.platform);
  target.query("status", options.status).query("as_of", options.as_of).query("retired", options.retired ? "true" : "");
  target.query("limit", options.limit == 0 ? "1000" : std::to_string(std::min<std::uint64_t>(options.limit, 1000)));
  std::vector<Row> rows;
  exit = for_each_page(*client, target.text(), options.limit, "items", [&](const Json& page) {
    if (options.remote.json) {
      for (const Json& item : page["items"]) std::cout << item.dump() << '\n';
      return;
    }
    for (const Json& item : page["items"]) {
      rows.push_back({text_of(item, "id"), text_of(item, "latest"), text_of(item, "domain"), text_of(item, "owner"),
                      text_of(item, "status"), text_of(item, "state")});
    }
  });
  if (exit == kFine && !options.remote.json) print_table({"ID", "LATEST", "DOMAIN", "OWNER", "STATUS", "STATE"}, rows);
  return exit;
}

int consumer(const ConsumerOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (options.id.empty()) {
    std::vector<Row> rows;
    exit =
        for_each_page(*client, Target("/consumers").query("limit", "1000").text(), 0, "items", [&](const Json& page) {
          for (const Json& item : page["items"]) {
            if (options.remote.json) std::cout << item.dump() << '\n';
            rows.push_back(
                {text_of(item, "id"), text_of(item, "type"), text_of(item, "domain"), text_of(item, "owner")});
          }
        });
    if (exit == kFine && !options.remote.json) print_table({"ID", "TYPE", "DOMAIN", "OWNER"}, rows);
    return exit;
  }
  http::ClientRequest request{"GET", Target("/consumers").segment(options.id).text(), "", "", {}};
  if (options.remove) request.method = "DELETE";
  if (!options.file.empty()) {
    request.method = "PUT";
    request.content_type = "application/json";
    request.body = read_input(options.file, &exit);
    if (exit != kFine) return exit;
  }
  const Called called = call(*client, request, options.file);
  if (called.exit == kFine) std::cout << called.answer.body;
  return called.exit;
}

int changes(const ChangesOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  std::uint64_t since = options.since;
  while (true) {
    const Target target = Target("/changes").query("since", std::to_string(since)).query("limit", "1000");
    const Called called = call(*client, {"GET", target.text(), "", "", {}});
    if (called.exit != kFine) return called.exit;
    const Json json = Json::parse(called.answer.body, nullptr, false);
    for (const Json& change : json["items"]) {
      if (options.remote.json) {
        std::cout << change.dump() << '\n';
      } else {
        std::cout << text_of(change, "seq") << "  " << text_of(change, "time") << "  " << text_of(change, "kind")
                  << "  " << text_of(change, "subject") << ' ' << text_of(change, "version") << "  by "
                  << text_of(change, "actor") << '\n';
      }
    }
    std::cout.flush();
    const bool more = !json["items"].empty();
    since = json["next_since"].get<std::uint64_t>();
    if (more) continue;
    if (!options.follow) return kFine;
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

}  // namespace trama::cli
