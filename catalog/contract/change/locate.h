// From a change to the places in the authors' documents: JSON pointer, line and column, in every dialect.
//
// What was added or changed is shown in the proposed document: at the key that says it, else at the nearest thing
// around it that is there (a field defined by `$ref` at its use). What was removed is shown in the previous document,
// together with the container in the proposed one from which it is missing. Pure functions; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/contract/change/change.h"
#include "catalog/contract/document.h"
#include "catalog/contract/model.h"

namespace trama::change {

// One side: the model and the document it was parsed from; `document` may be null, then nothing is located there.
struct Side {
  const contract::Contract* contract = nullptr;
  const contract::Document* document = nullptr;
};

void locate(std::vector<Change>* changes, const Side& before, const Side& after);

// The version key of a document.
[[nodiscard]] Place locate_version(const Side& side);
// Any pointer, or as much of it as is there.
[[nodiscard]] Place locate_pointer(const Side& side, std::string_view pointer, bool previous);

}  // namespace trama::change
