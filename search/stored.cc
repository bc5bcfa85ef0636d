#include "search/stored.h"

#include <bit>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/text.h"
#include "search/schema.h"

namespace trama::search {
namespace {

constexpr std::uint64_t kPii = 1, kRetired = 2;

void append_list(std::string* out, const std::vector<std::string>& items) {
  append_varint(out, items.size());
  for (const std::string& item : items) append_text(out, item);
}

// `cut` bounds texts; the digest sees them whole.
void append_column(std::string* out, const ColumnText& column, std::size_t cut) {
  append_text(out, column.dataset);
  append_text(out, column.path);
  append_text(out, shorten(column.title, cut));
  append_text(out, shorten(column.description, cut));
  append_list(out, column.tags);
  append_varint(out, column.pii ? kPii : 0);
}

void append_head(std::string* out, const SearchDocument& d) {
  for (const std::string* text :
       {&d.id, &d.kind, &d.title, &d.name, &d.domain, &d.owner, &d.classification, &d.status, &d.version})
    append_text(out, *text);
  for (const auto* list : {&d.datasets, &d.physical_names, &d.locations, &d.tags, &d.platforms, &d.people})
    append_list(out, *list);
  append_varint(out, (d.pii ? kPii : 0) | (d.retired ? kRetired : 0));
  append_varint(out, std::bit_cast<std::uint64_t>(d.updated_us));
}

std::string kept_columns(const SearchDocument& document, std::size_t* kept) {
  std::string out;
  for (*kept = 0; *kept < document.columns.size() && out.size() < kStoredColumnsBytes; ++*kept)
    append_column(&out, document.columns[*kept], kStoredColumnTextBytes);
  return out;
}

// Reads on while everything is well; afterwards ok() tells.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }

  void text(std::string* out) {
    const auto value = read_text(&rest_);
    ok_ = ok_ && value.has_value();
    if (ok_) *out = *value;
  }

  std::uint64_t number() {
    const auto value = read_varint(&rest_);
    ok_ = ok_ && value.has_value();
    return ok_ ? *value : 0;
  }

  // A count that the remaining bytes can hold.
  std::size_t count() {
    const std::uint64_t value = number();
    ok_ = ok_ && value <= rest_.size();
    return ok_ ? value : 0;
  }

  void list(std::vector<std::string>* out) {
    const std::size_t size = count();
    out->resize(size);
    for (std::string& item : *out) text(&item);
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

void read_head(Reader* in, SearchDocument* d) {
  for (std::string* text :
       {&d->id, &d->kind, &d->title, &d->name, &d->domain, &d->owner, &d->classification, &d->status, &d->version})
    in->text(text);
  for (auto* list : {&d->datasets, &d->physical_names, &d->locations, &d->tags, &d->platforms, &d->people})
    in->list(list);
  const std::uint64_t flags = in->number();
  d->pii = (flags & kPii) != 0;
  d->retired = (flags & kRetired) != 0;
  d->updated_us = std::bit_cast<std::int64_t>(in->number());
}

void read_column(Reader* in, ColumnText* column) {
  for (std::string* text : {&column->dataset, &column->path, &column->title, &column->description}) in->text(text);
  in->list(&column->tags);
  column->pii = (in->number() & kPii) != 0;
}

}  // namespace

std::string encode_stored(const SearchDocument& document, std::string_view digest) {
  std::string out(kSchemaVersion);
  append_text(&out, digest);
  append_head(&out, document);
  append_text(&out, shorten(document.description, kStoredDescriptionBytes));
  std::size_t kept = 0;
  const std::string columns = kept_columns(document, &kept);
  append_varint(&out, document.columns.size());
  append_varint(&out, kept);
  return out + columns;
}

std::optional<Stored> decode_stored(std::string_view bytes) {
  if (!bytes.starts_with(kSchemaVersion)) return std::nullopt;
  Reader in(bytes.substr(kSchemaVersion.size()));
  Stored stored;
  in.text(&stored.digest);
  read_head(&in, &stored.document);
  in.text(&stored.document.description);
  stored.columns = static_cast<std::uint32_t>(in.number());
  stored.document.columns.resize(in.count());
  for (ColumnText& column : stored.document.columns) read_column(&in, &column);
  return in.ok() ? std::optional(std::move(stored)) : std::nullopt;
}

std::string digest(const SearchDocument& document) {
  std::string bytes(kSchemaVersion);
  append_head(&bytes, document);
  append_text(&bytes, document.description);
  append_varint(&bytes, document.columns.size());
  for (const ColumnText& column : document.columns) append_column(&bytes, column, std::string::npos);
  constexpr std::size_t kDigestHex = 32;
  return sha256_hex(bytes).substr(0, kDigestHex);
}

}  // namespace trama::search
