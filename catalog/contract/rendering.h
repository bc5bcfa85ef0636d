// Rendering a model in another format's words without losing anything. Right by construction: what the format's words
// gave is read back by the format's own parser, compared with the contract member by member, and every difference is
// carried (carried.h) in the custom properties of the element it belongs to.
//
// Internal to catalog/contract. Pure functions; any thread; time linear in the contract.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/contract/document.h"
#include "catalog/contract/model.h"

namespace trama::contract {

class Reader;

// Elements that have custom properties of their own, in the model and in the document. A leaf has none of those below.
enum class Noun : std::uint8_t { contract, dataset, field, leaf, server };

struct Branch {
  std::string_view member;  // of the model
  std::string_view key;     // of the document's element; `outer/key` where a map stands between
  Noun noun = Noun::leaf;   // what its elements are
  bool by_name = false;     // a map of names, not a list or one element
};

// What lies below each kind of element. The spans outlive it.
struct Branches {
  std::span<const Branch> contract, dataset, field, server;

  [[nodiscard]] constexpr std::span<const Branch> of(Noun element) const {
    switch (element) {
      case Noun::contract:
        return contract;
      case Noun::dataset:
        return dataset;
      case Noun::field:
        return field;
      case Noun::server:
        return server;
      case Noun::leaf:
        break;
    }
    return {};
  }
};

struct Format {
  Node (*tree)(const Contract& contract);           // in the format's own words, as far as those reach
  void (*parse)(Reader& root, Contract* contract);  // what a document of this format means
  Branches branches;
};

// A tree that the format's parser would refuse is given up for one that carries all (say, an element without a name,
// which another dialect allowed); `keep` is for tests, which feed contracts that break every rule.
enum class IfRefused : bool { carry_all, keep };
[[nodiscard]] Node rendered(const Format& format, const Contract& contract, IfRefused if_refused);

}  // namespace trama::contract
