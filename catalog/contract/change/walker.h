// Steps through a document by the names that the model gives its parts. Internal to catalog/contract/change; one thread
// at a time. Every step that leads nowhere stays where it is and says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/contract/change/change.h"
#include "catalog/contract/change/locate.h"

namespace trama::change {

struct Spot {
  std::string pointer;
  contract::Mark mark;
  const contract::Node* node = nullptr;
};

class Walker {
 public:
  explicit Walker(const Side& side);  // REQUIRES: contract and document are there

  [[nodiscard]] Spot root() const { return root_; }
  [[nodiscard]] std::optional<Spot> key(const Spot& from, std::string_view key) const;
  // "a/b": several keys; a part `name=x` finds the element of a list whose `name` is x.
  [[nodiscard]] std::optional<Spot> steps(const Spot& from, std::string_view path) const;
  // The element called `name` of the list or map under `container`; `name_keys` may hold its name in a list.
  [[nodiscard]] std::optional<Spot> named(const Spot& container, std::string_view name) const;

  [[nodiscard]] std::optional<Spot> datasets() const;  // what holds them
  [[nodiscard]] std::optional<Spot> dataset(std::string_view name) const;
  // The nearest thing on the way to the field, and whether it is the field itself.
  struct Found {
    Spot spot;
    bool whole = false;
  };
  [[nodiscard]] Found field(std::string_view dataset, std::string_view path) const;
  [[nodiscard]] std::optional<Spot> fields_of(const Spot& owner) const;  // the list or map of its fields
  [[nodiscard]] std::optional<Spot> custom(const Spot& owner, std::string_view name) const;

 private:
  [[nodiscard]] Found child(const Spot& owner, std::string_view step) const;

  contract::Dialect dialect_;
  Spot root_;
};

}  // namespace trama::change
