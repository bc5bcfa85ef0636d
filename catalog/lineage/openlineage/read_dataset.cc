// Facets of datasets. Those of inputs and outputs are looked for on every side, since producers differ.
#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/read_facets.h"

namespace trama::lineage::openlineage {
namespace {

class SchemaReader {
 public:
  SchemaReader(Reading* reading, Schema* out) : reading_(reading), out_(out) {}

  bool read(const Json& fields, const At& at, std::size_t depth) {
    if (fields.absent()) return true;
    if (!fields.is(JsonType::list)) return false;
    bool good = true;
    fields.items([&](std::size_t index, const Json& field) {
      if (field.is(JsonType::map)) good = add(field, At(at, index), depth) && good;
    });
    return good;
  }

 private:
  bool add(const Json& field, const At& at, std::size_t depth) {
    if (out_->fields.size() >= kSchemaFieldsMax || depth >= kSchemaNestingMax) {
      if (!cut_) {
        reading_->say(Rule::facet_cut, at, "the schema has too many fields or levels; the rest is left out",
                      std::to_string(kSchemaFieldsMax) + " fields, " + std::to_string(kSchemaNestingMax) + " levels");
      }
      cut_ = true;
      return true;
    }
    std::string name = name_in_facet(reading_, field, at, "name");
    if (name.empty()) return true;
    SchemaField& added = out_->fields.emplace_back();
    added.name = std::move(name);
    added.depth = static_cast<std::uint8_t>(depth);
    const Json type = field.find("type");
    // Some producers write a nested type as JSON.
    if (type.is(JsonType::map) || type.is(JsonType::list)) {
      type.append_to(&added.type);
      added.type = shorten(added.type, kNameTextBytesMax);
    } else {
      added.type = text_of(reading_, field, at, "type");
    }
    added.description = text_of(reading_, field, at, "description");
    added.ordinal = integer_of(field, "ordinal_position").value_or(0);
    return read(field.find("fields"), At(at, "fields"), depth + 1);
  }

  Reading* reading_;
  Schema* out_;
  bool cut_ = false;
};

bool read_schema(Reading* reading, const Json& facet, const At& at, Schema* out) {
  return SchemaReader(reading, out).read(facet.find("fields"), At(at, "fields"), 0);
}

bool read_symlinks(Reading* reading, const Json& facet, const At& at, std::vector<Symlink>* out) {
  return each_map(reading, facet.find("identifiers"), At(at, "identifiers"), [&](const Json& item, const At& here) {
    Symlink link;
    if (!read_name(reading, item, here, &link.name)) return;
    link.type = text_of(reading, item, here, "type");
    out->push_back(std::move(link));
  });
}

bool read_lifecycle(Reading* reading, const Json& facet, const At& at, LifecycleChange* out) {
  static constexpr auto kWords =
      std::to_array<std::pair<std::string_view, Lifecycle>>({{"ALTER", Lifecycle::alter},
                                                             {"CREATE", Lifecycle::create},
                                                             {"DROP", Lifecycle::drop},
                                                             {"OVERWRITE", Lifecycle::overwrite},
                                                             {"RENAME", Lifecycle::rename},
                                                             {"TRUNCATE", Lifecycle::truncate}});
  const std::string_view text = facet.find("lifecycleStateChange").text();
  const auto* word =
      std::ranges::find_if(kWords, [&](const auto& row) { return equal_ignoring_case(row.first, text); });
  if (word == kWords.end()) return false;
  out->change = word->second;
  (void)read_name(reading, facet.find("previousIdentifier"), At(at, "previousIdentifier"), &out->previous);
  return true;
}

bool read_version(Reading* reading, const Json& facet, const At& at, std::string* out) {
  *out = text_of(reading, facet, at, "datasetVersion");
  return !out->empty();
}

bool read_storage(Reading* reading, const Json& facet, const At& at, Storage* out) {
  out->layer = text_of(reading, facet, at, "storageLayer");
  out->format = text_of(reading, facet, at, "fileFormat");
  return !out->layer.empty() || !out->format.empty();
}

// scheme://user:password@host -> scheme://host
std::string without_credentials(std::string uri) {
  const std::size_t begin = uri.find("://");
  if (begin == std::string::npos) return uri;
  const std::size_t end = std::min(uri.find_first_of("/?", begin + 3), uri.size());
  const std::string_view authority = std::string_view(uri).substr(begin + 3, end - begin - 3);
  const std::size_t at = authority.rfind('@');
  // container@account is no credential, user:password is.
  if (at == std::string_view::npos || authority.substr(0, at).find(':') == std::string_view::npos) return uri;
  return uri.erase(begin + 3, at + 1);
}

bool read_data_source(Reading* reading, const Json& facet, const At& at, DataSource* out) {
  out->name = text_of(reading, facet, at, "name");
  out->uri = without_credentials(text_of(reading, facet, at, "uri"));
  return !out->name.empty() || !out->uri.empty();
}

bool read_statistics(Reading* /*reading*/, const Json& facet, const At& /*at*/, Statistics* out) {
  out->rows = integer_of(facet, "rowCount");
  out->bytes = integer_of(facet, "size");
  if (!out->bytes) out->bytes = integer_of(facet, "bytes");
  out->files = integer_of(facet, "fileCount");
  return true;
}

void add_column_metrics(Reading* reading, std::string_view column, const Json& json, const At& at, Metrics* out) {
  if (out->columns.size() >= kFacetItemsMax || column.size() > kNameTextBytesMax) {
    if (out->columns.size() == kFacetItemsMax) {
      reading->say(Rule::facet_cut, at, "too many columns with metrics; the rest is left out",
                   "at most " + std::to_string(kFacetItemsMax));
    }
    return;
  }
  ColumnMetrics& added = out->columns.emplace_back();
  added.column = column;
  added.nulls = integer_of(json, "nullCount");
  added.distinct = integer_of(json, "distinctCount");
  for (const auto& [key, member] : {std::pair("sum", &added.sum), std::pair("count", &added.count),
                                    std::pair("min", &added.min), std::pair("max", &added.max)}) {
    *member = number_of(json, key);
  }
  const Json quantiles = json.find("quantiles");
  quantiles.members([&](std::string_view at_text, const Json& value) {
    if (added.quantiles.size() >= kFacetsMax || value.text().size() > kNameTextBytesMax) return;
    if (at_text.size() <= kNameTextBytesMax) {
      added.quantiles.push_back({std::string(at_text), std::string(value.text())});
    }
  });
}

bool read_metrics(Reading* reading, const Json& facet, const At& at, Metrics* out) {
  (void)read_statistics(reading, facet, at, &out->counts);
  out->updated_us = time_of(facet, "lastUpdated");
  const Json columns = facet.find("columnMetrics");
  if (!columns.absent() && !columns.is(JsonType::map)) return false;
  columns.members([&](std::string_view column, const Json& json) {
    if (json.is(JsonType::map)) add_column_metrics(reading, column, json, At(At(at, "columnMetrics"), column), out);
  });
  std::ranges::sort(out->columns);
  return true;
}

bool read_quality(Reading* reading, const Json& facet, const At& at, std::vector<QualityResult>* out) {
  const Json assertions = facet.find("assertions");
  if (!assertions.is(JsonType::list)) return false;
  (void)each_map(reading, assertions, At(at, "assertions"), [&](const Json& item, const At& here) {
    QualityResult result;
    const auto success = flag_of(item, "success");
    for (const auto& [key, member] :
         {std::pair("assertion", &result.assertion), std::pair("column", &result.column),
          std::pair("name", &result.name), std::pair("severity", &result.severity),
          std::pair("expected", &result.expected), std::pair("actual", &result.actual),
          std::pair("description", &result.description), std::pair("content", &result.content)}) {
      *member = text_of(reading, item, here, key);
    }
    if (!success || (result.assertion.empty() && result.name.empty())) {
      reading->say(Rule::facet_cut, here, "a test without its name or its result is left out",
                   "`assertion` and `success`");
      return;
    }
    result.success = *success;
    out->push_back(std::move(result));
  });
  std::ranges::sort(*out);
  const auto [first, last] = std::ranges::unique(*out);
  out->erase(first, last);
  return true;
}

bool read_subset(Reading* reading, const Json& condition, const At& at, std::string* out) {
  if (!condition.is(JsonType::map)) return false;
  condition.append_to(out);
  if (out->size() <= kFreeTextBytesMax) return true;
  out->clear();
  reading->say(Rule::facet_cut, at, "the condition is too long and is left out",
               "at most " + std::to_string(kFreeTextBytesMax) + " bytes");
  return true;
}
bool read_input_subset(Reading* reading, const Json& facet, const At& at, std::string* out) {
  return read_subset(reading, facet.find("inputCondition"), At(at, "inputCondition"), out);
}
bool read_output_subset(Reading* reading, const Json& facet, const At& at, std::string* out) {
  return read_subset(reading, facet.find("outputCondition"), At(at, "outputCondition"), out);
}
// `subset` means the side it stands on, which its own member names.
bool read_either_subset(Reading* reading, const Json& facet, const At& at, DatasetFacets* out) {
  return facet.find("outputCondition").absent()
             ? read_member<&DatasetFacets::input_subset, read_input_subset>(reading, facet, at, out)
             : read_member<&DatasetFacets::output_subset, read_output_subset>(reading, facet, at, out);
}

// Tests may stand in `facets` and in `inputFacets` of one dataset: both together are what the event says.
bool read_all_quality(Reading* reading, const Json& facet, const At& at, DatasetFacets* out) {
  Facet<std::vector<QualityResult>> said{reading->time_us(), deleted(facet), {}};
  if (!said.deleted && !read_quality(reading, facet, at, &said.value)) return false;
  if (out->quality.at_us == said.at_us && !said.deleted) {
    std::vector<QualityResult>& all = out->quality.value;
    all.insert(all.end(), said.value.begin(), said.value.end());
    std::ranges::sort(all);
    const auto [first, last] = std::ranges::unique(all);
    all.erase(first, last);
    return true;
  }
  out->quality.merge(said);
  return true;
}

bool read_own_lineage(Reading* reading, const Json& facet, const At& at, LineageEntry* out) {
  return read_lineage(reading, facet, at, out);
}

constexpr auto kReaders = std::to_array<FacetReader<DatasetFacets>>({
    {"schema", read_member<&DatasetFacets::schema, read_schema>},
    {"columnLineage", read_member<&DatasetFacets::column_lineage, read_column_lineage>},
    {"lineage", read_member<&DatasetFacets::lineage, read_own_lineage>},
    {"symlinks", read_member<&DatasetFacets::symlinks, read_symlinks>},
    {"ownership", read_member<&DatasetFacets::ownership, read_owners>},
    {"documentation", read_member<&DatasetFacets::documentation, read_documentation>},
    {"tags", read_member<&DatasetFacets::tags, read_tags>},
    {"lifecycleStateChange", read_member<&DatasetFacets::lifecycle, read_lifecycle>},
    {"version", read_member<&DatasetFacets::version, read_version>},
    {"datasetVersion", read_member<&DatasetFacets::version, read_version>},
    {"storage", read_member<&DatasetFacets::storage, read_storage>},
    {"dataSource", read_member<&DatasetFacets::data_source, read_data_source>},
    {"dataQualityMetrics", read_member<&DatasetFacets::metrics, read_metrics>},
    {"dataQualityAssertions", read_all_quality},
    {"inputStatistics", read_member<&DatasetFacets::input_statistics, read_statistics>},
    {"outputStatistics", read_member<&DatasetFacets::output_statistics, read_statistics>},
    {"subset", read_either_subset},
});

}  // namespace

void read_dataset_facets(Reading* reading, const Json& facets, const At& at, Side side, const Name& dataset,
                         DatasetFacets* out) {
  OtherFacets* other = side == Side::dataset ? &out->other
                       : side == Side::input ? &out->other_input
                                             : &out->other_output;
  read_facets(reading, facets, at, kReaders, out, other);
  if (out->lineage.said()) out->lineage.value.target = dataset;
}

}  // namespace trama::lineage::openlineage
