// What new versions are held to: settings by scope, and what holds for one contract.
#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kMembers = {"policy", "version_gate", "window_gate", "window_days", "acknowledgement_gate"};
constexpr const char* kDays = "window_days";

std::vector<Column> settings_columns() {
  std::vector<Column> columns = {{"SCOPE", "scope"}};
  for (const auto& [title, member] :
       {std::pair("POLICY", kMembers[0]), std::pair("VERSION", kMembers[1]), std::pair("WINDOW", kMembers[2]),
        std::pair("DAYS", kMembers[3]), std::pair("ACKNOWLEDGEMENT", kMembers[4])}) {
    columns.emplace_back(title, [member](const Json& item) { return text_of(item["settings"], member); });
  }
  columns.emplace_back("BY", "actor");
  columns.emplace_back("REASON", "reason");
  return columns;
}

int show_contract(http::Client& client, const CompatibilityOptions& options) {
  const Target target = Target("/contracts").segment(options.id).segment("compatibility");
  const http::ClientRequest request{"GET", target.text(), "", "", {}};
  if (options.remote.json) return print_answer(client, request);
  int exit = kFine;
  const Json answer = call_json(client, request, &exit);
  if (exit != kFine) return exit;
  std::vector<Row> rows;
  for (const char* name : kMembers) {
    const Json member = answer.value(name, Json::object());
    std::string value = text_of(member, "value");
    if (const std::string means = text_of(member, "means"); !means.empty() && means != value) {
      value += " (" + means + " for this status)";
    }
    rows.push_back({name, value, text_of(member, "from")});
  }
  print_table({"MEMBER", "VALUE", "FROM"}, rows);
  return kFine;
}

int show_scope(http::Client& client, const Remote& remote, const std::string& target) {
  const http::ClientRequest request{"GET", target, "", "", {}};
  if (remote.json) return print_answer(client, request);
  int exit = kFine;
  const Json answer = call_json(client, request, &exit);
  if (exit != kFine) return exit;
  for (const char* name : kMembers) {
    if (answer["settings"].contains(name)) std::cout << name << '=' << text_of(answer["settings"], name) << '\n';
  }
  std::cout << "set by " << text_of(answer, "actor") << " at " << text_of(answer, "time") << ": "
            << text_of(answer, "reason") << '\n';
  return kFine;
}

struct Current {
  Json settings = Json::object();
  std::string etag;  // "": nothing is set
};

// That nothing is set there is an answer, not an error.
Current current_settings(http::Client& client, const std::string& target, int* exit) {
  const auto answer = client.call({"GET", target, "", "", {}});
  if (!answer) {
    *exit = fail(answer.error());
    return {};
  }
  if (answer->status == 404) return {};
  if (answer->status >= 400) {
    *exit = fail(answer.value());
    return {};
  }
  const Json json = Json::parse(answer->body, nullptr, false);
  return {json.value("settings", Json::object()), answer->header("etag")};
}

// What is no number goes to the server as it was written, which says what it expects.
Json value_of(std::string_view member, const std::string& text) {
  std::uint32_t days = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, days);
  return member == kDays && read.ec == std::errc() && read.ptr == end ? Json(days) : Json(text);
}

void apply(const std::vector<std::string>& changes, Json* settings) {
  for (const std::string& change : changes) {
    const std::size_t equals = change.find('=');
    const std::string member = change.substr(0, equals);
    const std::string value = change.substr(equals + 1);
    if (value.empty()) {
      settings->erase(member);
    } else {
      (*settings)[member] = value_of(member, value);
    }
  }
}

int set_scope(http::Client& client, const CompatibilityOptions& options, const std::string& target,
              const std::string& with_reason) {
  int exit = kFine;
  Current current = current_settings(client, target, &exit);
  if (exit != kFine) return exit;
  apply(options.set, &current.settings);
  http::ClientRequest request{"PUT", with_reason, current.settings.dump(), "application/json", {}};
  // Whoever changes them in between is not overwritten: 412.
  if (!current.etag.empty()) request.headers.emplace_back("If-Match", current.etag);
  return print_change(options.remote, call(client, request), "set " + options.scope);
}

int scope_command(http::Client& client, const CompatibilityOptions& options) {
  Target target("/compatibility");
  target.segment(options.scope);
  const std::string plain = target.text();
  const std::string with_reason = target.query("reason", options.reason).text();
  if (options.remove) {
    return print_change(options.remote, call(client, {"DELETE", with_reason, "", "", {}}), "removed " + options.scope);
  }
  if (options.set.empty()) return show_scope(client, options.remote, plain);
  return set_scope(client, options, plain, with_reason);
}

std::string wrong_member(const std::vector<std::string>& changes) {
  for (const std::string& change : changes) {
    const std::size_t equals = change.find('=');
    const bool known = std::ranges::find(kMembers, change.substr(0, equals)) != kMembers.end();
    if (!known || equals == std::string::npos) {
      return "--set expects MEMBER=VALUE with policy, version_gate, window_gate, window_days or "
             "acknowledgement_gate, not " +
             change;
    }
  }
  return {};
}

// "" = nothing is wrong.
std::string misuse(const CompatibilityOptions& options) {
  const bool changes = options.remove || !options.set.empty();
  if (!options.id.empty() && !options.scope.empty()) return "a contract id goes without --scope";
  if (changes && options.scope.empty()) return "say whose settings with --scope: catalog, domain:NAME or contract:ID";
  if (options.remove && !options.set.empty()) return "--remove goes without --set";
  if (changes && options.reason.empty()) return "changing how contracts are judged needs --reason";
  if (!changes && !options.reason.empty()) return "--reason goes with --set or --remove";
  return wrong_member(options.set);
}

}  // namespace

int compatibility(const CompatibilityOptions& options) {
  if (const std::string wrong = misuse(options); !wrong.empty()) return wrong_usage(wrong);
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (!options.id.empty()) return show_contract(*client, options);
  if (!options.scope.empty()) return scope_command(*client, options);
  return print_list(*client, options.remote, Target("/compatibility"), settings_columns());
}

}  // namespace trama::cli
