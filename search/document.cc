#include "search/document.h"

#include <algorithm>

#include "catalog/base/text.h"
#include "search/schema.h"
#include "search/stored.h"

namespace trama::search {
namespace {

constexpr Xapian::termpos kFieldGap = 100;  // phrases do not reach from one field into the next

}  // namespace

std::string id_term(std::string_view id) {
  return bounded_term(prefix::kId, id);
}

std::string sort_key(const SearchDocument& document) {
  constexpr std::size_t kTitleBytes = 96;
  const std::string& title = document.title.empty() ? document.name : document.title;
  return fold(shorten(title, kTitleBytes)) + '\0' + document.id;
}

Xapian::Document DocumentBuilder::build(const SearchDocument& document, TouchedWords* touched) {
  out_ = Xapian::Document();
  touched_ = touched;
  weights_.clear();
  booleans_.clear();
  position_ = 0;
  for (const std::string* title : {&document.title, &document.name}) {
    name(*title, weight::kName);
    exact(prefix::kExactName, *title, nullptr);
  }
  for (const std::string& dataset : document.datasets) {
    name(dataset, weight::kDataset);
    exact(prefix::kExactDataset, dataset, nullptr);
  }
  for (const std::string& physical : document.physical_names) {
    text(physical, weight::kPhysicalName, Positions::no);
    exact(prefix::kExactDataset, physical, nullptr);
  }
  for (const std::string& location : document.locations) {
    text(location, weight::kPhysicalName, Positions::no);
    exact(prefix::kExactDataset, location, nullptr);
  }
  text(document.description, weight::kText, Positions::yes);
  columns(document);
  for (const std::string& tag : document.tags) text(tag, weight::kTag, Positions::yes);
  text(document.domain, weight::kDomain, Positions::yes);
  text(document.owner, weight::kOwner, Positions::yes);
  for (const std::string& person : document.people) text(person, weight::kPerson, Positions::yes);
  for (const std::string& platform : document.platforms) text(platform, weight::kPlatform, Positions::no);
  text(document.id, weight::kText, Positions::no);
  text(document.classification, weight::kText, Positions::no);
  text(document.status, weight::kText, Positions::no);
  filters(document);
  for (const auto& [term, weight] : weights_) out_.add_term(term, weight);
  for (const std::string& term : booleans_) out_.add_boolean_term(term);
  out_.set_data(encode_stored(document, digest(document)));
  out_.add_value(kSlotName, sort_key(document));
  return std::move(out_);
}

// Names also stand under S: word by word and, for every run of up to four words, as one.
void DocumentBuilder::name(std::string_view text, std::uint32_t weight) {
  constexpr std::size_t kNameParts = 64;
  const Tokens tokens = tokenise(text, kNameParts);
  words(tokens, weight, Positions::yes);
  for (const Part& part : tokens.parts) {
    booleans_.insert(bounded_term(prefix::kTitle, part.text));
    booleans_.insert(bounded_term(prefix::kTitle, stem_(part.text)));
    touched_->words.insert(part.text);
  }
  for_each_joined_run(0, tokens.parts.size(), [&](std::size_t first, std::size_t count) {
    booleans_.insert(bounded_term(prefix::kTitle, tokens.joined(first, count)));
    joined(tokens, first, count, weight);
  });
}

void DocumentBuilder::columns(const SearchDocument& document) {
  for (const ColumnText& each : document.columns) column(each);
}

void DocumentBuilder::column(const ColumnText& column) {
  constexpr std::size_t kNameParts = 64;
  const Tokens tokens = tokenise(column.path, kNameParts);
  words(tokens, weight::kColumn, Positions::no);
  for (const Part& part : tokens.parts) {
    booleans_.insert(bounded_term(prefix::kColumn, part.text));
    touched_->words.insert(part.text);
  }
  for (const Group& group : tokens.groups)
    for_each_joined_run(group.first, group.count, [&](std::size_t first, std::size_t count) {
      if (count == tokens.parts.size()) return;  // stands under XK
      booleans_.insert(bounded_term(prefix::kColumn, tokens.joined(first, count)));
    });
  exact(prefix::kExactColumn, last_name(column.path), &touched_->columns);
  text(column.title, weight::kColumn, Positions::yes);
  text(column.description, weight::kText, Positions::yes);
  for (const std::string& tag : column.tags) text(tag, weight::kText, Positions::no);
}

void DocumentBuilder::exact(std::string_view prefix, std::string_view name, std::set<std::string>* touched) {
  std::string key = spelling_key(name);
  if (key.empty()) return;
  booleans_.insert(bounded_term(prefix, key));
  if (touched != nullptr) touched->insert(std::move(key));
}

void DocumentBuilder::filters(const SearchDocument& document) {
  const auto one = [&](std::string_view prefix, const std::string& value) {
    if (!value.empty()) booleans_.insert(bounded_term(prefix, value));
  };
  booleans_.insert(id_term(document.id));
  one(prefix::kKind, fold(document.kind));
  one(prefix::kDomain, document.domain);
  one(prefix::kOwner, document.owner);
  one(prefix::kClassification, document.classification);
  one(prefix::kStatus, document.status);
  for (const std::string& tag : document.tags) one(prefix::kTag, tag);
  for (const std::string& platform : document.platforms) one(prefix::kPlatform, platform);
  // What a consumer is (dashboard, model, service) stands where others have their platform.
  if (document.kind == "consumer")
    for (const std::string& type : document.platforms) one(prefix::kKind, fold(type));
  const bool pii = document.pii || std::ranges::any_of(document.columns, &ColumnText::pii);
  if (pii) one(prefix::kFlag, "pii");
  if (document.retired) one(prefix::kFlag, "retired");
}

void DocumentBuilder::text(std::string_view text, std::uint32_t weight, Positions positions) {
  if (!text.empty()) words(tokenise(text), weight, positions);
}

void DocumentBuilder::words(const Tokens& tokens, std::uint32_t weight, Positions positions) {
  for (const Part& part : tokens.parts) {
    const std::string term = stem_(part.text);
    add(term, weight);
    if (positions == Positions::yes) out_.add_posting(term, ++position_, 0);
  }
  if (positions == Positions::yes) position_ += kFieldGap;
  for (const Group& group : tokens.groups)
    for_each_joined_run(group.first, group.count,
                        [&](std::size_t first, std::size_t count) { joined(tokens, first, count, weight); });
}

void DocumentBuilder::joined(const Tokens& tokens, std::size_t first, std::size_t count, std::uint32_t weight) {
  add(stem_(tokens.joined(first, count)), weight);
}

}  // namespace trama::search
