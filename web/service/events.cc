#include "web/service/events.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "catalog/lineage/openlineage/event.h"

namespace trama::service {
namespace {

namespace openlineage = lineage::openlineage;

struct Parsed {
  store::EventRequest request;
  std::vector<Problem> notes;
};

Result<Parsed> parse(std::string_view text, std::string_view actor) {
  auto event = openlineage::parse_event(text);
  if (!event) return event.error();
  Parsed parsed;
  parsed.notes = std::move(event->notes);
  event->notes.clear();
  parsed.request.event = std::make_shared<const openlineage::Event>(event.take());
  parsed.request.original = text;
  parsed.request.actor = actor;
  return parsed;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Error too_many() {
  return make_error(ErrorCode::too_large, "too-many-events",
                    "a batch holds at most " + std::to_string(kBatchEventsMax) + " events; send it in parts");
}

// Where the values of an array begin and end, by strings and nesting alone.
Result<std::vector<std::string_view>> split_array(std::string_view text) {
  std::vector<std::string_view> events;
  const std::string_view inside = text.substr(1, text.size() - 2);
  std::size_t begin = 0, depth = 0;
  bool in_string = false;
  const auto add = [&](std::size_t end) {
    const std::string_view event = trimmed(inside.substr(begin, end - begin));
    if (!event.empty() || end < inside.size() || !events.empty()) events.push_back(event);
    begin = end + 1;
  };
  for (std::size_t at = 0; at < inside.size(); ++at) {
    const char c = inside[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth == 0) return make_error(ErrorCode::unreadable, "not-json", "the array of events closes too early");
      --depth;
    }
    if (c == ',' && depth == 0) add(at);
    if (events.size() > kBatchEventsMax) return too_many();
  }
  if (in_string || depth > 0)
    return make_error(ErrorCode::unreadable, "not-json", "an event of the array does not close");
  add(inside.size());
  return events;
}

}  // namespace

Result<EventReceipt> receive_event(store::Registry& registry, std::string_view text, std::string_view actor) {
  auto parsed = parse(text, actor);
  if (!parsed) return parsed.error();
  const auto received = registry.receive_event(std::move(parsed->request));
  if (!received) return received.error();
  return EventReceipt{*received, std::move(parsed->notes)};
}

Result<std::vector<std::string_view>> split_events(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) {
      return make_error(ErrorCode::unreadable, "not-json", "the array of events does not end with `]`");
    }
    auto events = split_array(text);
    if (events && events->size() > kBatchEventsMax) return too_many();
    return events;
  }
  std::vector<std::string_view> events;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::string_view line = trimmed(text.substr(0, end)); !line.empty()) events.push_back(line);
    if (events.size() > kBatchEventsMax) return too_many();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return events;
}

std::vector<Result<EventReceipt>> receive_events(store::Registry& registry, const std::vector<std::string_view>& texts,
                                                 std::string_view actor) {
  std::vector<Result<EventReceipt>> answers;
  answers.reserve(texts.size());
  std::vector<store::EventRequest> requests;
  std::vector<std::size_t> places;
  for (const std::string_view text : texts) {
    auto parsed = parse(text, actor);
    if (!parsed) {
      answers.emplace_back(parsed.error());
      continue;
    }
    places.push_back(answers.size());
    answers.emplace_back(EventReceipt{{}, std::move(parsed->notes)});
    requests.push_back(std::move(parsed->request));
  }
  const auto received = registry.receive_events(std::move(requests));
  for (std::size_t i = 0; i < received.size(); ++i) {
    auto& answer = answers[places[i]];
    if (received[i]) {
      answer.value().received = received[i].value();
    } else {
      answer = received[i].error();
    }
  }
  return answers;
}

}  // namespace trama::service
