// A persistent array: copying it costs one pointer, and changing one element copies the path to it (64 wide) only.
//
// This is what lets a snapshot share everything with the next one. A tree node remembers the edit that made it; within
// the same edit it is changed in place, otherwise it is cloned first, so nothing a published copy can see ever changes.
// Reference counts are never asked for this (a reader that lets go at the wrong moment would race with the answer).
//
// Threads: edit() by the one writer; a copy that was published is immutable and may be read by any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

namespace trama::graph {

template <typename T>
class RadixArray {
 public:
  // The element, or a value-initialised one where nothing was ever set.
  [[nodiscard]] const T& operator[](std::uint32_t index) const {
    static const T empty{};
    if (!root_ || outside(index)) return empty;
    const void* node = root_.get();
    for (unsigned level = height_; level > 0; --level) {
      node = static_cast<const Inner*>(node)->children[slot(index, level)].get();
      if (node == nullptr) return empty;
    }
    return static_cast<const Leaf*>(node)->values[slot(index, 0)];
  }

  // The element, for changing. `edit` is the number of the change in progress; it only ever grows.
  [[nodiscard]] T& edit(std::uint32_t index, std::uint64_t edit) {
    while (root_ && outside(index)) grow(edit);
    while (!root_ && outside(index)) ++height_;
    std::shared_ptr<void>* place = &root_;
    for (unsigned level = height_; level > 0; --level) {
      place = &own<Inner>(*place, edit).children[slot(index, level)];
    }
    return own<Leaf>(*place, edit).values[slot(index, 0)];
  }

  // Calls visit(index, element) for every element of every leaf that exists, in order.
  template <typename Visit>
  void for_each(const Visit& visit) const {
    if (root_) walk(root_.get(), height_, 0, visit);
  }

  [[nodiscard]] std::size_t memory_bytes() const { return root_ ? bytes(root_.get(), height_) : 0; }

 private:
  static constexpr unsigned kBits = 6;
  static constexpr std::uint32_t kFan = 1U << kBits;
  struct Leaf {
    std::uint64_t edit = 0;
    std::array<T, kFan> values{};
  };
  struct Inner {
    std::uint64_t edit = 0;
    std::array<std::shared_ptr<void>, kFan> children{};
  };

  [[nodiscard]] bool outside(std::uint32_t index) const {
    return (static_cast<std::uint64_t>(index) >> (kBits * (height_ + 1))) != 0;
  }
  static std::uint32_t slot(std::uint32_t index, unsigned level) { return (index >> (kBits * level)) & (kFan - 1); }

  template <typename Node>
  static Node& own(std::shared_ptr<void>& place, std::uint64_t edit) {
    if (!place) {
      place = std::make_shared<Node>();
    } else if (static_cast<Node*>(place.get())->edit != edit) {
      place = std::make_shared<Node>(*static_cast<const Node*>(place.get()));
    }
    auto& node = *static_cast<Node*>(place.get());
    node.edit = edit;
    return node;
  }

  void grow(std::uint64_t edit) {
    auto taller = std::make_shared<Inner>();
    taller->edit = edit;
    taller->children[0] = std::move(root_);
    root_ = std::move(taller);
    ++height_;
  }

  template <typename Visit>
  static void walk(const void* node, unsigned level, std::uint32_t first, const Visit& visit) {
    for (std::uint32_t i = 0; i < kFan; ++i) {
      const std::uint32_t index = first + (i << (kBits * level));
      if (level == 0) {
        visit(index, static_cast<const Leaf*>(node)->values[i]);
      } else if (const void* child = static_cast<const Inner*>(node)->children[i].get()) {
        walk(child, level - 1, index, visit);
      }
    }
  }

  static std::size_t bytes(const void* node, unsigned level) {
    if (level == 0) return sizeof(Leaf) + 16;
    std::size_t total = sizeof(Inner) + 16;
    for (const auto& child : static_cast<const Inner*>(node)->children) {
      if (child) total += bytes(child.get(), level - 1);
    }
    return total;
  }

  std::shared_ptr<void> root_;
  unsigned height_ = 0;
};

}  // namespace trama::graph
