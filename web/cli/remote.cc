#include "web/cli/remote.h"

#include <fstream>
#include <iostream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "catalog/base/encoding.h"
#include "web/cli/output.h"

namespace trama::cli {
namespace {

Error not_trama() {
  return make_error(ErrorCode::unreachable, "not-trama", "the server's answer is not JSON; is it a Trama server?");
}

}  // namespace

Target& Target::segment(std::string_view text) {
  text_ += '/' + percent_encode(text);
  return *this;
}

Target& Target::query(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  text_ += has_query_ ? '&' : '?';
  has_query_ = true;
  text_ += std::string(name) + '=' + percent_encode(value);
  return *this;
}

Target& Target::query(std::string_view name, const std::vector<std::string>& values) {
  for (const std::string& value : values) query(name, value);
  return *this;
}

std::unique_ptr<http::Client> connect(const Remote& remote, int* exit) {
  auto client = http::Client::create(remote.url, remote.token);
  if (client) return client.take();
  *exit = fail(client.error());
  return nullptr;
}

Called call(http::Client& client, const http::ClientRequest& request, std::string_view file) {
  auto answer = client.call(request);
  if (!answer) return {{}, fail(answer.error())};
  Called called{answer.take(), kFine};
  if (called.answer.status >= 400) called.exit = fail(called.answer, file);
  return called;
}

int for_each_page(http::Client& client, const std::string& target, std::uint64_t limit, std::string_view items,
                  const std::function<void(const nlohmann::ordered_json&)>& page) {
  std::string cursor;
  std::uint64_t seen = 0;
  do {
    http::ClientRequest request;
    request.target = target;
    if (!cursor.empty()) request.target += (target.find('?') == std::string::npos ? "?cursor=" : "&cursor=") + cursor;
    const Called called = call(client, request);
    if (called.exit != kFine) return called.exit;
    auto json = nlohmann::ordered_json::parse(called.answer.body, nullptr, false);
    if (!json.is_object()) return fail(not_trama());
    auto& list = json[std::string(items)];
    if (limit > 0 && list.size() > limit - seen) {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(limit - seen), list.end());
    }
    page(json);
    cursor = json.value("cursor", "");
    seen += list.size();
  } while (!cursor.empty() && (limit == 0 || seen < limit));
  return kFine;
}

int print_answer(http::Client& client, const http::ClientRequest& request) {
  const Called called = call(client, request);
  if (called.exit == kFine) std::cout << called.answer.body;
  return called.exit;
}

nlohmann::ordered_json call_json(http::Client& client, const http::ClientRequest& request, int* exit) {
  const Called called = call(client, request);
  *exit = called.exit;
  if (called.exit != kFine) return nlohmann::ordered_json::object();
  auto json = nlohmann::ordered_json::parse(called.answer.body, nullptr, false);
  if (json.is_object()) return json;
  *exit = fail(not_trama());
  return nlohmann::ordered_json::object();
}

int print_change(const Remote& remote, const Called& called, const std::string& done) {
  if (called.exit != kFine) return called.exit;
  if (remote.json) {
    std::cout << called.answer.body;
  } else {
    std::cout << done << " (seq " << text_of(nlohmann::ordered_json::parse(called.answer.body, nullptr, false), "seq")
              << ")\n";
  }
  return kFine;
}

Column::Column(std::string heading, const char* member)
    : Column(std::move(heading), [member](const nlohmann::ordered_json& item) { return text_of(item, member); }) {}

Column::Column(std::string heading, std::function<std::string(const nlohmann::ordered_json&)> text)
    : title(std::move(heading)), cell(std::move(text)) {}

int print_list(http::Client& client, const Remote& remote, Target target, const std::vector<Column>& columns) {
  std::vector<Row> rows;
  target.query("limit", "1000");
  const int exit = for_each_page(client, target.text(), 0, "items", [&](const nlohmann::ordered_json& page) {
    for (const auto& item : page["items"]) {
      if (remote.json) std::cout << item.dump() << '\n';
      Row& row = rows.emplace_back();
      for (const Column& column : columns) row.push_back(column.cell(item));
    }
  });
  Row header;
  for (const Column& column : columns) header.push_back(column.title);
  if (exit == kFine && !remote.json) print_table(header, rows);
  return exit;
}

std::string read_input(const std::string& file, int* exit) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream input(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(input), {}};
  if (!input.is_open() || input.bad()) {
    *exit = fail(make_error(ErrorCode::invalid_argument, "unreadable-file", "cannot read " + file));
  }
  return text;
}

}  // namespace trama::cli
