#include "graph/adjacency.h"

#include <algorithm>

namespace trama::graph {
namespace {

constexpr unsigned kSubtypes = 10;
constexpr unsigned kTypes = 3;

// Words of an entity's row that impact has to look at even where columns are known.
bool is_unsure(NodeIndex row, Word word, Attributes attributes) {
  return !is_rolled_up(row, word) || (attributes & kPartial) != 0;
}

}  // namespace

Attributes pack_attributes(lineage::DependencyType type, lineage::Subtype subtype, bool masking, bool partial) {
  const unsigned t = static_cast<unsigned>(type) % kTypes;
  const unsigned s = static_cast<unsigned>(subtype) % kSubtypes;
  return static_cast<Attributes>(((t * kSubtypes + s) * 2 + (masking ? 1 : 0)) * 2 + (partial ? kPartial : 0));
}

Unpacked unpack_attributes(Attributes attributes) {
  const unsigned rest = attributes / 4U;
  return {static_cast<lineage::DependencyType>(rest / kSubtypes), static_cast<lineage::Subtype>(rest % kSubtypes),
          (attributes & 2) != 0, (attributes & kPartial) != 0};
}

std::uint32_t RowView::find(Word word, Attributes wanted) const {
  const std::uint64_t key = word_key(word, wanted);
  std::uint32_t low = 0, high = size;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (word_key(words[middle], attributes[middle]) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < size && word_key(words[low], attributes[low]) == key ? low : size;
}

void Row::insert(Word word, Attributes attributes_of) {
  const std::uint64_t key = word_key(word, attributes_of);
  std::size_t low = 0, high = words.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (word_key(words[middle], attributes[middle]) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  whole = whole || is_field(word) || (word & kAssertedBit) != 0;
  unsure = unsure || whole || (attributes_of & kPartial) != 0;
  words.insert(words.begin() + static_cast<std::ptrdiff_t>(low), word);
  attributes.insert(attributes.begin() + static_cast<std::ptrdiff_t>(low), attributes_of);
}

void Csr::index_whole() {
  whole.assign(offsets.size() / 64 + 1, 0);
  unsure = whole;
  for (std::uint32_t entity = 0; entity + 1 < offsets.size(); ++entity) {
    const RowView view = row(entity);
    const std::uint64_t bit = std::uint64_t{1} << (entity & 63);
    for (std::uint32_t i = 0; i < view.size; ++i) {
      if (!is_rolled_up(entity, view.words[i])) whole[entity >> 6] |= bit;
      if (is_unsure(entity, view.words[i], view.attributes[i])) unsure[entity >> 6] |= bit;
    }
  }
}

void Row::erase(std::uint32_t index) {
  words.erase(words.begin() + index);
  attributes.erase(attributes.begin() + index);
}

Row& Adjacency::edit_row(NodeIndex node, Way way, Edit edit) {
  const unsigned lane = lane_of(node, way);
  const RowView before = row(node, way);
  std::shared_ptr<Row>& place = overlay_[lane].edit(node & ~kFieldBit, edit);
  if (place && place->edit == edit) return *place;
  if (!place) ++changed_rows_;
  auto own = std::make_shared<Row>();
  own->edit = edit;
  own->words.assign(before.words, before.words + before.size);
  own->whole = std::any_of(before.begin(), before.end(), [&](Word word) { return !is_rolled_up(node, word); });
  own->attributes.assign(before.attributes, before.attributes + before.size);
  for (std::uint32_t i = 0; i < before.size; ++i) {
    own->unsure = own->unsure || is_unsure(node, before.words[i], before.attributes[i]);
  }
  place = std::move(own);
  auto& filter = changed_[lane];
  if (!filter || (filter->edit != edit && !filter->test(node))) {
    filter = filter ? std::make_shared<Filter>(*filter) : std::make_shared<Filter>();
    filter->edit = edit;
  }
  if (!filter->test(node)) filter->set(node);
  return *place;
}

void Adjacency::set_base(std::shared_ptr<const Base> base) {
  base_ = std::move(base);
  overlay_ = {};
  changed_ = {};
  changed_rows_ = 0;
}

std::shared_ptr<const Base> Adjacency::fold(std::uint32_t entities, std::uint32_t fields) const {
  auto base = std::make_shared<Base>();
  for (unsigned lane = 0; lane < 4; ++lane) {
    Csr& csr = base->csr[lane >> 1][lane & 1];
    const NodeIndex bit = (lane & 1) != 0 ? kFieldBit : 0;
    const Way way = static_cast<Way>(lane >> 1);
    const std::uint32_t rows = bit != 0 ? fields : entities;
    csr.offsets.reserve(std::size_t{rows} + 1);
    std::uint32_t total = 0;
    for (std::uint32_t i = 0; i < rows; ++i) {
      csr.offsets.push_back(total);
      total += row(i | bit, way).size;
    }
    csr.offsets.push_back(total);
    csr.words.reserve(total);
    csr.attributes.reserve(total);
    for (std::uint32_t i = 0; i < rows; ++i) {
      const RowView view = row(i | bit, way);
      csr.words.insert(csr.words.end(), view.words, view.words + view.size);
      csr.attributes.insert(csr.attributes.end(), view.attributes, view.attributes + view.size);
    }
  }
  for (auto& way : base->csr) way[0].index_whole();
  return base;
}

void Adjacency::rebase(std::shared_ptr<const Base> base, Edit folded, Edit edit) {
  const auto before = std::move(overlay_);
  set_base(std::move(base));
  for (unsigned lane = 0; lane < 4; ++lane) {
    before[lane].for_each([&](std::uint32_t index, const std::shared_ptr<Row>& row) {
      if (!row || row->edit <= folded) return;
      overlay_[lane].edit(index, edit) = row;
      if (!changed_[lane]) changed_[lane] = std::make_shared<Filter>();
      changed_[lane]->edit = edit;
      changed_[lane]->set(index);
      ++changed_rows_;
    });
  }
}

std::size_t Adjacency::memory_bytes() const {
  std::size_t total = 0;
  if (base_) {
    for (const auto& way : base_->csr) total += way[0].memory_bytes() + way[1].memory_bytes();
  }
  for (const auto& lane : overlay_) {
    total += lane.memory_bytes();
    lane.for_each([&](std::uint32_t, const std::shared_ptr<Row>& row) {
      if (row) total += sizeof(Row) + 16 + row->words.capacity() * 5;
    });
  }
  return total;
}

}  // namespace trama::graph
