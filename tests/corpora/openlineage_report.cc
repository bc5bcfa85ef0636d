// openlineage_report [FOLDER] [--refused] [--notes]
//
// Reads every OpenLineage event below FOLDER/openlineage (files of one event, of a list, samples of one facet) and
// FOLDER/openlineage-normalised (NDJSON) and prints counts by kind, producer, facet and reason of refusal. Of the
// normalised events it also merges each run in both orders and by packing, and compares the column edges claimed with
// those the columnLineage facets list.
//
// Exit: 0 fine; 1 an event that its index calls valid was refused, a sample of a facet that is read into members was
// not, an edge was lost or made up, or an order changed a run; 77 no corpus. FOLDER: see corpus_files.h.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/claims.h"
#include "catalog/lineage/openlineage/evidence.h"
#include "tests/corpora/corpus_files.h"

namespace {

namespace fs = std::filesystem;
using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;
using Json = nlohmann::json;

using Column = std::tuple<std::string, std::string, std::string>;  // namespace, name, column
using ColumnEdge = std::pair<Column, Column>;                      // a target without a column is the whole dataset

// What the columnLineage facets of an event list, read without any of the code under test.
struct Listed {
  std::set<ColumnEdge> edges;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> columns;  // that an output's facet has
  std::set<std::pair<std::string, std::string>> told;                            // outputs that have such a facet
};

// Members that are null or of another type are as if they were absent.
Json member(const Json& map, const std::string& key, const Json& otherwise) {
  const bool there = map.is_object() && map.contains(key) && map.at(key).type() == otherwise.type();
  return there ? map.at(key) : otherwise;
}
std::string text(const Json& map, const std::string& key) {
  return member(map, key, "").get<std::string>();
}

Listed listed_edges(const Json& event) {
  Listed out;
  for (const Json& output : member(event, "outputs", Json::array())) {
    const Json facets = member(output, "facets", Json::object());
    const Json facet = member(facets, "columnLineage", Json::object());
    const auto dataset = std::pair(text(output, "namespace"), text(output, "name"));
    if (!facet.empty()) out.told.insert(dataset);
    const auto add = [&](const Json& input, const std::string& column) {
      out.edges.insert({{text(input, "namespace"), text(input, "name"), text(input, "field")},
                        {dataset.first, dataset.second, column}});
    };
    const Json fields = member(facet, "fields", Json::object());
    for (const auto& [column, value] : fields.items()) {
      out.columns[dataset].insert(column);
      for (const Json& input : member(value, "inputFields", Json::array())) add(input, column);
    }
    for (const Json& input : member(facet, "dataset", Json::array())) add(input, "");
  }
  return out;
}

std::set<ColumnEdge> claimed_edges(const EventClaims& claims) {
  std::set<ColumnEdge> out;
  for (const Assertion& each : claims.assertions) {
    if (each.source.path.empty()) continue;
    out.insert({{each.source.owner, each.source.table, each.source.path},
                {each.target.owner, each.target.table, each.target.path}});
  }
  return out;
}

struct Options {
  fs::path folder;
  bool refused = false, notes = false;
};

class Report {
 public:
  explicit Report(Options options) : options_(std::move(options)) {}

  void run() {
    read_index();
    for (const auto& entry : fs::recursive_directory_iterator(options_.folder / "openlineage")) {
      if (entry.is_regular_file() && entry.path().extension() == ".json") file(entry.path());
    }
    for (const auto& entry : fs::directory_iterator(options_.folder / "openlineage-normalised")) {
      if (entry.path().extension() == ".ndjson") lines(entry.path());
    }
    for (const auto& [run, records] : runs_) check_order(run.first, records);
    print();
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void read_index() {
    std::ifstream in(options_.folder / "INDEX.tsv");
    for (std::string line; std::getline(in, line);) {
      const auto columns = split(line, '\t');
      if (columns.size() > 3) index_[std::string(columns[3])] = {std::string(columns[1]), std::string(columns[2])};
    }
  }

  void file(const fs::path& path) {
    const std::string name = fs::relative(path, options_.folder).generic_string();
    const std::string bytes = corpora::read_file(path);
    const auto [version, verdict] = index_[name];
    if (version == "facet-sample") return sample(name, bytes);
    const Json json = Json::parse(bytes, nullptr, false);
    if (!json.is_array()) return (void)one("files: " + version, name, bytes, verdict == "valid");
    std::size_t index = 0;
    for (const Json& event : json) one("files: " + version, name + "#" + std::to_string(index++), event.dump(), false);
  }

  void lines(const fs::path& path) {
    std::ifstream in(path);
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      const std::string name = path.filename().string() + ":" + std::to_string(++number);
      const auto event = one("normalised", name, line, true);
      if (!event) continue;
      compare(name, Json::parse(line), *event);
      if (event->kind == EventKind::run) runs_[{event->run.id, event->job.name}].push_back(record_of(*event));
    }
  }

  std::optional<Event> one(const std::string& kind, const std::string& name, std::string_view bytes, bool must) {
    auto parsed = parse_event(bytes);
    ++rows_[kind + (parsed ? "  read" : "  refused")];
    if (!parsed) {
      refused(name, parsed.error(), must);
      return std::nullopt;
    }
    Event event = parsed.take();
    count(event);
    for (const Problem& note : event.notes) {
      ++reasons_[std::string(to_string(note.severity)) + "  " + note.rule];
      if (options_.notes) print(name, note);
    }
    const std::string packed = pack(claims_of(event).assertions);
    if (!unpack(packed)) fail(name, "its claims do not read back");
    return event;
  }

  void refused(const std::string& name, const Error& error, bool must) {
    if (must) fail(name, "is valid and was refused");
    std::set<std::string> reasons;
    for (const Problem& problem : error.problems) {
      reasons.insert("refused  " + problem.rule + " " + problem.pointer);
      if (options_.refused || must) print(name, problem);
    }
    for (const std::string& reason : reasons) ++reasons_[reason];
    if (error.problems.empty()) fail(name, "was refused without a reason");
  }

  void count(const Event& event) {
    ++rows_["kind  " + std::string(to_string(event.kind)) + " " +
            (event.kind == EventKind::run ? std::string(to_string(event.type)) : "")];
    ++rows_["producer  " + shorten(event.producer, 90)];
    ++rows_["effect  " + std::string(to_string(claims_of(event).effect))];
    other("run", event.run.facets.other);
    other("job", event.job.facets.other);
    for (const auto* datasets : {&event.inputs, &event.outputs}) {
      for (const Dataset& dataset : *datasets) count(dataset.facets);
    }
    count(event.dataset.facets);
  }
  void count(const DatasetFacets& facets) {
    for (const auto& [key, said] :
         {std::pair("schema", facets.schema.said()), std::pair("columnLineage", facets.column_lineage.said()),
          std::pair("lineage", facets.lineage.said()), std::pair("symlinks", facets.symlinks.said()),
          std::pair("lifecycleStateChange", facets.lifecycle.said()), std::pair("version", facets.version.said()),
          std::pair("dataQualityMetrics", facets.metrics.said()),
          std::pair("dataQualityAssertions", facets.quality.said()),
          std::pair("outputStatistics", facets.output_statistics.said())}) {
      if (said) ++rows_[std::string("facet read  ") + key];
    }
    other("dataset", facets.other);
    other("input", facets.other_input);
    other("output", facets.other_output);
  }
  void other(const std::string& where, const OtherFacets& facets) {
    for (const auto& [key, facet] : facets) ++rows_["facet kept  " + where + " " + key];
  }

  // A file of one facet by its key, put into an event at the place its folder names.
  void sample(const std::string& name, const std::string& bytes) {
    const std::string folder = fs::path(name).parent_path().filename().string();
    const Json facet = Json::parse(bytes, nullptr, false);
    Json event = {{"eventTime", "2026-01-01T00:00:00Z"},
                  {"producer", "sample"},
                  {"run", {{"runId", "00000000-0000-0000-0000-000000000000"}}},
                  {"job", {{"namespace", "n"}, {"name", "j"}}},
                  {"inputs", {{{"namespace", "n"}, {"name", "d"}}}}};
    if (folder.ends_with("RunFacet")) {
      event["run"]["facets"] = facet;
    } else if (folder.ends_with("JobFacet") || bytes.find("entries") != std::string::npos) {
      event["job"]["facets"] = facet;
    } else if (folder.ends_with("InputDatasetFacet") || folder.starts_with("BaseSubset")) {
      event["inputs"][0]["inputFacets"] = facet;
    } else {
      event["inputs"][0]["facets"] = facet;
    }
    const auto read = one("sample", name, event.dump(), true);
    if (!read) return;
    if (!read->notes.empty()) fail(name, "a sample of a facet was not read whole: " + read->notes[0].message);
  }

  void compare(const std::string& name, const Json& json, const Event& event) {
    const Listed listed = listed_edges(json);
    const std::set<ColumnEdge> claimed = claimed_edges(claims_of(event));
    const auto whole = [](const ColumnEdge& edge) {
      ColumnEdge out = edge;
      std::get<2>(out.second).clear();
      return out;
    };
    for (const ColumnEdge& edge : listed.edges) {
      const bool there = edge.first == edge.second || claimed.contains(edge) || claimed.contains(whole(edge));
      ++(there ? edges_found_ : edges_lost_);
      if (!there) fail(name, "lost " + std::get<2>(edge.first) + " -> " + std::get<2>(edge.second));
    }
    const bool has_query = event.job.facets.sql.get() != nullptr;
    for (const ColumnEdge& edge : claimed) {
      // Where the producer lists nothing of an output, its query is read.
      if (has_query && !listed.told.contains({std::get<0>(edge.second), std::get<1>(edge.second)})) {
        ++edges_of_queries_;
        continue;
      }
      bool there = listed.edges.contains(edge);
      const auto at = listed.columns.find({std::get<0>(edge.second), std::get<1>(edge.second)});
      if (!there && std::get<2>(edge.second).empty() && at != listed.columns.end()) {
        there = std::ranges::all_of(at->second, [&](const std::string& column) {
          ColumnEdge one = edge;
          std::get<2>(one.second) = column;
          return listed.edges.contains(one);
        });
      }
      ++(there ? edges_true_ : edges_invented_);
      if (!there) fail(name, "made up " + std::get<2>(edge.first) + " -> " + std::get<2>(edge.second));
    }
  }

  void check_order(const std::string& run, const std::vector<RunRecord>& records) {
    RunRecord forth = records.front();
    for (const RunRecord& each : records) merge(&forth, each);
    RunRecord back = records.back();
    for (auto each = records.rbegin(); each != records.rend(); ++each) {
      const auto read = unpack_run(pack(back));
      if (!read || *read != back) return fail(run, "a packed run does not read back");
      back = *read;
      merge(&back, *each);
    }
    if (forth != back) fail(run, "the order of its events decides what a run says");
    ++rows_["runs  merged in both orders"];
  }

  void fail(const std::string& name, const std::string& why) {
    failed_ = true;
    std::cout << "FAILED " << name << ": " << why << '\n';
  }
  static void print(const std::string& name, const Problem& problem) {
    std::cout << name << ": " << to_string(problem.severity) << ' ' << problem.rule << ' ' << problem.pointer << ": "
              << problem.message << (problem.found.empty() ? "" : " [" + problem.found + "]") << '\n';
  }
  void print() const {
    for (const auto* counts : {&rows_, &reasons_}) {
      std::cout << '\n';
      for (const auto& [what, count] : *counts) std::cout << corpora::cell(count) << "  " << what << '\n';
    }
    std::cout << "\ncolumn edges: " << edges_found_ << " of " << edges_found_ + edges_lost_ << " listed are claimed, "
              << edges_true_ << " of " << edges_true_ + edges_invented_ << " claimed are listed; " << edges_of_queries_
              << " more are read from queries\n";
  }

  Options options_;
  std::map<std::string, std::pair<std::string, std::string>> index_;
  std::map<std::string, std::size_t> rows_, reasons_;
  std::map<std::pair<std::string, Name>, std::vector<RunRecord>> runs_;
  std::size_t edges_found_ = 0, edges_lost_ = 0, edges_true_ = 0, edges_invented_ = 0, edges_of_queries_ = 0;
  bool failed_ = false;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--refused") {
      options.refused = true;
    } else if (word == "--notes") {
      options.notes = true;
    } else {
      options.folder = word;
    }
  }
  options.folder = corpora::corpus_folder(options.folder.string());
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  Options options = read_options(argc, argv);
  if (!fs::is_directory(options.folder / "openlineage") ||
      !fs::is_directory(options.folder / "openlineage-normalised")) {
    std::cout << "skipped: no OpenLineage corpus below " << options.folder.generic_string()
              << "; name one as argument or in TRAMA_CORPORA\n";
    return 77;
  }
  Report report(std::move(options));
  report.run();
  return report.failed() ? 1 : 0;
}
