#include "tests/data/sample.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "catalog/contract/parse.h"

namespace trama::sample {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> files_under(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::array<int, 3> semver(const std::string& text) {
  std::array<int, 3> parts{};
  std::istringstream in(text);
  char dot = 0;
  in >> parts[0] >> dot >> parts[1] >> dot >> parts[2];
  return parts;
}

void load_contracts(const fs::path& root, Sample* out) {
  for (const fs::path& path : files_under(root)) {
    Document document;
    document.file = fs::relative(path, root).generic_string();
    document.bytes = read_text(path);
    auto parsed = contract::parse_contract(document.bytes);
    if (!parsed) {
      out->problems.push_back(document.file + ": " + parsed.error().message);
      for (const Problem& p : parsed.error().problems) {
        out->problems.push_back("  " + std::to_string(p.line) + ": " + p.rule + ": " + p.message);
      }
      continue;
    }
    document.contract = parsed->contract;
    document.notes = parsed->notes;
    out->versions[document.contract->id].push_back(std::move(document));
  }
  for (auto& [id, documents] : out->versions) {
    std::sort(documents.begin(), documents.end(), [](const Document& a, const Document& b) {
      return semver(a.contract->version) < semver(b.contract->version);
    });
  }
}

void load_consumers(const fs::path& root, Sample* out) {
  for (const fs::path& path : files_under(root)) {
    const std::string stem = path.stem().string();
    const std::string text = read_text(path);
    const std::size_t id = text.find("urn:consumer:");
    const std::size_t end = text.find('"', id == std::string::npos ? 0 : id);
    auto consumer = lineage::consumer_from_json(text, text.substr(id == std::string::npos ? 0 : id, end - id));
    if (consumer) {
      out->consumers[stem] = consumer.take();
    } else {
      out->problems.push_back(stem + ".json: " + consumer.error().message);
    }
  }
}

void load_retired(const fs::path& path, Sample* out) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') out->retired.push_back(line);
  }
}

// An event begins and ends with a line of its own, two blanks deep; nothing else does.
void load_events(const fs::path& root, Sample* out) {
  for (const fs::path& path : files_under(root)) {
    std::istringstream in(read_text(path));
    std::string event;
    for (std::string line; std::getline(in, line);) {
      for (std::size_t open = line.find("{{now-"); open != std::string::npos; open = line.find("{{now-", open)) {
        line.replace(open, line.find("}}", open) + 2 - open, "2026-01-31T12:00:00Z");
      }
      if (line == "[" || line == "]") continue;
      event += (line == "  }," ? "  }" : line) + "\n";
      if (line == "  }," || line == "  }") out->events.push_back(std::exchange(event, {}));
    }
    if (!event.empty()) out->problems.push_back(path.filename().string() + ": text after the last event");
  }
}

void collect(const contract::Dataset& dataset, const std::vector<contract::Field>& fields, std::vector<Column>* out) {
  for (const contract::Field& field : fields) {
    if (!field.name.empty()) out->push_back({&dataset, &field});
    for (const auto* inner : {&field.children, &field.items, &field.map_key, &field.map_value}) {
      collect(dataset, *inner, out);
    }
  }
}

bool has_column(const contract::Contract& contract, std::string* table, const std::string& path) {
  for (const contract::Dataset& dataset : contract.datasets) {
    if (!table->empty() && dataset.name != *table && dataset.physical_name != *table) continue;
    for (const Column& column : columns_of(contract)) {
      if (column.dataset != &dataset || plain_path(column.field->path) != path) continue;
      *table = dataset.name;
      return true;
    }
  }
  return false;
}

// Splits `rest` as table.path or path, whichever exists.
std::optional<Target> find_in(const contract::Contract& contract, const std::string& rest) {
  Target target{contract.id, "", plain_path(rest)};
  const std::size_t dot = rest.find('.');
  if (dot != std::string::npos) {
    Target dotted{contract.id, rest.substr(0, dot), plain_path(rest.substr(dot + 1))};
    if (has_column(contract, &dotted.table, dotted.path)) return dotted;
  }
  if (has_column(contract, &target.table, target.path)) return target;
  return std::nullopt;
}

Sample load() {
  const fs::path root = TRAMA_SAMPLE_DIR;
  Sample out;
  load_contracts(root / "contracts", &out);
  load_consumers(root / "consumers", &out);
  load_retired(root / "retired.txt", &out);
  load_events(root / "events", &out);
  out.readme = read_text(root / "README.md");
  return out;
}

}  // namespace

const Sample& sample() {
  static const Sample loaded = load();
  return loaded;
}

std::vector<Column> columns_of(const contract::Contract& contract) {
  std::vector<Column> columns;
  for (const contract::Dataset& dataset : contract.datasets) collect(dataset, dataset.fields, &columns);
  return columns;
}

std::string plain_path(std::string_view path) {
  std::string out;
  bool inside = false;
  for (const char c : path) {
    if (c == '[' || c == '{') inside = true;
    if (!inside) out += c;
    if (c == ']' || c == '}') inside = false;
  }
  return out;
}

bool has_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<std::vector<std::string>> table_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("| ")) continue;
    std::vector<std::string> cells;
    for (std::size_t cell = 2; cell < line.size();) {
      const std::size_t bar = line.find(" |", cell);
      if (bar == std::string::npos) break;
      cells.push_back(line.substr(cell, bar - cell));
      cell = bar + 3;
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

bool is_product(const std::string& id) {
  return id.starts_with("urn:dataproduct:");
}
std::string domain_of(const std::string& id) {
  const std::size_t from = id.find(':', 4) + 1;
  return id.substr(from, id.find(':', from) - from);
}

const contract::Contract& Sample::latest(const std::string& id) const {
  const auto it = versions.find(id);
  if (it == versions.end()) std::abort();
  return *it->second.back().contract;
}

std::optional<Target> Sample::resolve(const contract::Contract& home, const contract::Reference& reference,
                                      bool any_version) const {
  std::string id = reference.contract, rest = reference.table;
  if (!rest.empty() && !reference.path.empty()) rest += '.';
  rest += reference.path;
  if (id.empty()) {
    for (const auto& [known, documents] : versions) {
      if (reference.text.starts_with(known + ".") && known.size() > id.size()) id = known;
    }
    if (id.empty()) {
      id = home.id;
      if (rest.empty()) rest = reference.text;
    } else {
      rest = reference.text.substr(id.size() + 1);
    }
  }
  const auto it = versions.find(id);
  if (it == versions.end()) return std::nullopt;
  const auto& documents = it->second;
  for (auto document = documents.rbegin(); document != documents.rend(); ++document) {
    if (auto target = find_in(*document->contract, rest)) return target;
    if (!any_version) break;
  }
  return std::nullopt;
}

}  // namespace trama::sample
