#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/event.h"
#include "catalog/lineage/openlineage/read_facets.h"

namespace trama::lineage::openlineage {
namespace {

constexpr std::array<std::string_view, kEventTypes> kTypes = {"OTHER", "START", "RUNNING", "COMPLETE", "ABORT", "FAIL"};

class EventReader {
 public:
  explicit EventReader(Json root) : root_(root) {}

  // Nothing more is read of what is no event.
  Event read() {
    recognised_ = detect();
    if (!recognised_) return std::move(event_);
    read_time();
    event_.producer = text("producer");
    event_.schema_url = text("schemaURL");
    if (event_.producer.empty()) {
      reading_.say(Rule::missing_producer, At(top_, "producer"), "the event does not say who sends it",
                   "the URI of its producer");
    }
    if (event_.kind == EventKind::run) read_run();
    if (event_.kind != EventKind::dataset) {
      read_job();
      read_datasets("inputs", Side::input, &event_.inputs);
      read_datasets("outputs", Side::output, &event_.outputs);
    } else {
      read_dataset(root_.find("dataset"), At(top_, "dataset"), Side::dataset, &event_.dataset);
    }
    return std::move(event_);
  }
  [[nodiscard]] bool recognised() const { return recognised_; }
  Reading& reading() { return reading_; }

 private:
  std::string text(std::string_view key) { return text_of(&reading_, root_, top_, key, kNameTextBytesMax); }

  bool detect() {
    const bool job = !root_.find("job").absent();
    // Only runs have an event type, so that a run that is missing is said to be; unless a JobEvent calls itself one.
    const bool typed = !root_.find("eventType").absent() && !root_.find("schemaURL").text().ends_with("JobEvent");
    if (!root_.find("run").absent() || (job && typed)) {
      event_.kind = EventKind::run;
    } else if (job) {
      event_.kind = EventKind::job;
    } else if (!root_.find("dataset").absent()) {
      event_.kind = EventKind::dataset;
    } else {
      reading_.say(Rule::not_an_event, top_, "this is no OpenLineage event", "`run` and `job`, or `job`, or `dataset`",
                   root_.is(JsonType::list) ? "send a list of events to /lineage/batch" : "");
      return false;
    }
    return true;
  }

  void read_time() {
    const Json time = root_.find("eventTime");
    const At at(top_, "eventTime");
    if (time.absent()) {
      reading_.say(Rule::missing_member, at, "the event has no `eventTime`", "a time like 2026-01-31T12:00:00Z",
                   "events of one run are put in order by it");
      return;
    }
    const auto time_us = event_time(time.text());
    if (time_us) {
      event_.time_us = *time_us;
      reading_.set_time(*time_us);
    } else {
      reading_.say(Rule::unreadable_time, at, "the `eventTime` is no time", "a time like 2026-01-31T12:00:00Z", "",
                   time.text());
    }
  }

  void read_type() {
    const Json type = root_.find("eventType");
    if (type.absent()) return;
    const auto* word =
        std::ranges::find_if(kTypes, [&](std::string_view known) { return equal_ignoring_case(known, type.text()); });
    if (word != kTypes.end()) {
      event_.type = static_cast<EventType>(word - kTypes.begin());
      return;
    }
    const auto near = did_you_mean(type.text(), kTypes);
    reading_.say(Rule::unknown_event_type, At(top_, "eventType"), "an unknown event type is read as OTHER",
                 "START, RUNNING, COMPLETE, ABORT, FAIL or OTHER",
                 near ? "did you mean `" + std::string(*near) + "`?" : "", type.text());
  }

  // Null is a map without members: what it lacks is said.
  bool demand_map(const Json& value, const At& at, std::string_view what) {
    if (value.is(JsonType::map) || value.absent()) return true;
    reading_.say(Rule::wrong_type, at, std::string(what) + " is no map", "a map");
    return false;
  }

  void read_run() {
    read_type();
    const At at(top_, "run");
    const Json run = root_.find("run");
    if (!demand_map(run, at, "the run")) return;
    const std::string written = required_name(&reading_, run, at, "runId", "the run");
    if (written.empty()) return;
    const RunId id = run_id_of(written);
    event_.run.id = id.id;
    if (!id.exact) {
      event_.run.written_id = written;
      reading_.say(Rule::run_id_replaced, At(at, "runId"), "the run id is no UUID; the run is kept as " + id.id,
                   "a UUID", "", written);
    }
    read_run_facets(&reading_, run.find("facets"), At(at, "facets"), &event_.run.facets);
  }

  void read_job() {
    const At at(top_, "job");
    const Json job = root_.find("job");
    if (!demand_map(job, at, "the job")) return;
    event_.job.name.space = required_name(&reading_, job, at, "namespace", "the job");
    event_.job.name.name = required_name(&reading_, job, at, "name", "the job");
    read_job_facets(&reading_, job.find("facets"), At(at, "facets"), &event_.job.facets);
  }

  void read_datasets(std::string_view key, Side side, std::vector<Dataset>* out) {
    const Json list = root_.find(key);
    const At at(top_, key);
    if (list.absent()) return;
    if (!list.is(JsonType::list)) {
      reading_.say(Rule::wrong_type, at, "`" + std::string(key) + "` is no list", "a list of datasets");
      return;
    }
    out->reserve(std::min(list.size(), kEventDatasetsMax));
    list.items([&](std::size_t index, const Json& item) {
      if (datasets_ >= kEventDatasetsMax) {
        if (datasets_++ == kEventDatasetsMax) {
          reading_.say(Rule::too_many_datasets, at, "the event has too many datasets",
                       "at most " + std::to_string(kEventDatasetsMax));
        }
        return;
      }
      ++datasets_;
      const At here(at, index);
      if (item.absent()) {
        reading_.say(Rule::member_ignored, here, "null stands where a dataset is expected; it is passed over");
        return;
      }
      read_dataset(item, here, side, &out->emplace_back());
    });
  }

  void read_dataset(const Json& json, const At& at, Side side, Dataset* out) {
    if (!demand_map(json, at, "the dataset")) return;
    out->name.space = required_name(&reading_, json, at, "namespace", "the dataset");
    out->name.name = required_name(&reading_, json, at, "name", "the dataset");
    read_dataset_facets(&reading_, json.find("facets"), At(at, "facets"), Side::dataset, out->name, &out->facets);
    if (side == Side::dataset) return;
    const std::string_view own = side == Side::input ? "inputFacets" : "outputFacets";
    read_dataset_facets(&reading_, json.find(own), At(at, own), side, out->name, &out->facets);
  }

  Json root_;
  At top_;
  Reading reading_;
  Event event_;
  bool recognised_ = false;
  std::size_t datasets_ = 0;
};

Error refused(ErrorCode code, std::string slug, std::string message, Reading* reading) {
  Error error = make_error(code, std::move(slug), std::move(message));
  error.problems = reading->take();
  return error;
}

Error not_json(std::string_view json, const JsonText::Failure& failure) {
  Reading reading;
  if (failure.too_deep) {
    reading.say(Rule::nested_too_deeply, At(), "maps and lists are nested too deeply",
                "at most " + std::to_string(kEventNestingMax) + " levels");
  } else if (failure.too_many) {
    reading.say(Rule::too_many_values, At(), "the event has too many values",
                "at most " + std::to_string(kEventValuesMax));
  } else {
    const std::size_t at = std::min(failure.byte, json.size());
    reading.say(Rule::not_json, At(), "not JSON at byte " + std::to_string(failure.byte), "one JSON object",
                "NaN, comments and single quotes are no JSON", json.substr(at - std::min<std::size_t>(at, 20), 40));
  }
  Error error = failure.too_many || failure.too_deep
                    ? refused(ErrorCode::too_large, "event-too-large", "the event is too large", &reading)
                    : refused(ErrorCode::unreadable, "not-json", "the event is not JSON", &reading);
  if (failure.byte > 0 && !error.problems.empty()) {
    const std::string_view before = json.substr(0, std::min(failure.byte - 1, json.size()));
    const std::size_t line = before.rfind('\n');
    error.problems[0].line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
    error.problems[0].column =
        static_cast<std::uint32_t>(line == before.npos ? before.size() + 1 : before.size() - line);
  }
  return error;
}

}  // namespace

std::string_view to_string(EventKind kind) {
  constexpr std::array<std::string_view, 3> kKinds = {"RunEvent", "JobEvent", "DatasetEvent"};
  return kKinds.at(static_cast<std::size_t>(kind) - 1);
}

std::string_view to_string(EventType type) {
  return kTypes.at(static_cast<std::size_t>(type));
}

Result<Event> parse_event(std::string_view json) {
  if (json.size() > kEventBytesMax) {
    return make_error(ErrorCode::too_large, "event-too-large",
                      "the event is larger than " + std::to_string(kEventBytesMax) + " bytes");
  }
  if (const auto invalid = first_invalid_utf8(json)) return not_json(json, {*invalid + 1});
  JsonText text;
  if (!text.parse(json, kEventNestingMax, kEventValuesMax)) return not_json(json, text.failure());
  EventReader reader(text.root());
  Event event = reader.read();
  if (!reader.recognised()) {
    return refused(ErrorCode::unreadable, "not-an-event", "this is no OpenLineage event", &reader.reading());
  }
  if (reader.reading().failed()) {
    return refused(ErrorCode::invalid_document, "invalid-event", "the event cannot be understood", &reader.reading());
  }
  event.notes = reader.reading().take();
  return event;
}

}  // namespace trama::lineage::openlineage
