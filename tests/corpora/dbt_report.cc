// dbt_report [FOLDER] [--list]
//
// What the dbt manifests of a folder say once they are read, with the catalog, run results and source freshness that
// lie beside them: a line each, and what was found by rule. --list names every finding. FOLDER defaults to dbt of the
// environment's TRAMA_CORPORA, then of ../shared/corpora beside the checkout. Exit: 0 every manifest was read; 1
// otherwise; 77 no corpus.
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "catalog/lineage/dbt/manifest.h"
#include "tests/corpora/corpus_files.h"

namespace {

namespace fs = std::filesystem;
using namespace trama;

// Files of a corpus stand beside their manifest under its name with another word for `manifest`.
std::string beside(const fs::path& manifest, const std::string& word) {
  std::string name = manifest.filename().string();
  name.replace(name.find("manifest"), std::string("manifest").size(), word);
  const fs::path path = manifest.parent_path() / name;
  return fs::exists(path) ? ",\"" + word + "\":" + corpora::read_file(path) : "";
}

struct Report {
  bool list = false;
  std::size_t files = 0, refused = 0, models = 0, column_level = 0, edges = 0;
  std::map<std::string, std::size_t> rules, refusals;

  void read(const fs::path& folder, const fs::path& path) {
    ++files;
    std::string json = R"({"manifest":)" + corpora::read_file(path);
    for (const char* word : {"catalog", "run_results", "sources"}) json += beside(path, word);
    json += "}";
    const std::string name = fs::relative(path, folder).string();
    lineage::dbt::ArtifactsText artifacts;
    const auto found = lineage::dbt::read_artifacts(json, &artifacts);
    const auto project = found ? lineage::dbt::read_project(artifacts.artifacts) : found.error();
    if (!project) {
      ++refused;
      ++refusals[project.error().slug];
      std::cout << name << "\n  refused: " << project.error().message << '\n';
      return;
    }
    const auto claims = lineage::dbt::claims_of(*project, "");
    const auto& counts = claims.counts;
    std::size_t tests = 0;
    for (const auto& [dataset, fact] : claims.facts) tests += fact.tests.size();
    std::cout << name << "\n  " << std::left << std::setw(12) << project->adapter << std::right << std::setw(5)
              << counts.models + counts.snapshots << " models" << std::setw(5) << counts.column_level << " by column"
              << std::setw(6) << claims.assertions.size() << " edges" << std::setw(5) << claims.consumers.size()
              << " consumers" << std::setw(5) << tests << " tests run" << std::setw(5) << claims.findings.size()
              << " findings\n";
    models += counts.models + counts.snapshots;
    column_level += counts.column_level;
    edges += claims.assertions.size();
    for (const Problem& finding : claims.findings) {
      ++rules[finding.rule];
      if (list) std::cout << "    " << finding.rule << ": " << finding.message << '\n';
    }
  }

  void print() const {
    std::cout << files << " manifests, " << refused << " refused; " << models << " models and snapshots, "
              << column_level << " with columns; " << edges << " edges\n";
    for (const auto& [rule, count] : rules) std::cout << "  " << rule << ": " << count << '\n';
  }
};

}  // namespace

int main(int argc, char** argv) {
  std::string_view named;
  Report report;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--list") {
      report.list = true;
    } else {
      named = argv[i];
    }
  }
  const fs::path folder = corpora::corpus_folder(named) / "dbt";
  if (!fs::exists(folder)) return 77;
  std::vector<fs::path> manifests;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find("manifest") != std::string::npos && name.ends_with(".json")) manifests.push_back(entry.path());
  }
  std::ranges::sort(manifests);
  for (const fs::path& path : manifests) report.read(folder, path);
  report.print();
  return report.refused == 0 ? 0 : 1;
}
